import { createRequire } from "node:module";

// The packages live where they are installed, not beside this file.
const require = createRequire(process.env.NODE_PATH + "/");
const jsdoc = require("eslint-plugin-jsdoc");
const globals = require("globals");

export default [
    {
        files: ["**/*.js", "**/*.mjs"],
        plugins: { jsdoc },
        languageOptions: {
            ecmaVersion: 2023,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", owl: "readonly" },
        },
        rules: {
            "array-callback-return": "error",
            complexity: ["error", 12],
            "consistent-return": "off",
            curly: "error",
            eqeqeq: ["error", "smart"],
            "jsdoc/check-tag-names": "error",
            "jsdoc/check-types": "error",
            "no-console": ["error", { allow: ["error", "warn"] }],
            "no-const-assign": "error",
            "no-debugger": "error",
            "no-dupe-class-members": "error",
            "no-dupe-keys": "error",
            "no-duplicate-imports": "error",
            "no-eval": "error",
            "no-implicit-globals": "error",
            "no-redeclare": "error",
            "no-shadow": "error",
            "no-undef": "error",
            "no-unreachable": "error",
            "no-unused-vars": ["error", { args: "after-used", caughtErrors: "none" }],
            "no-useless-concat": "error",
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "prefer-template": "error",
            radix: "error",
        },
    },
];
