import { createRequire } from "node:module";

// The plugin lives where the packages are installed, not beside this file.
const require = createRequire(process.env.NODE_PATH + "/");

export default {
    bracketSpacing: true,
    printWidth: 88,
    proseWrap: "always",
    semi: true,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
    plugins: [require.resolve("@prettier/plugin-xml")],
};
