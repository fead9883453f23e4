# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Who gets the next piece of work, decided in memory for a whole batch."""

from dataclasses import dataclass, field

# What a person without a limit counts as, when loads are compared.
USUAL_CAPACITY = 10


@dataclass
class Person:
    """Somebody who takes work now, over all his teams."""

    user: int
    load: float
    capacity: int

    def has_room(self, weight):
        return not self.capacity or self.load + weight <= self.capacity

    @property
    def strain(self):
        """How full he is: two places of four are as much as five of ten."""
        return self.load / (self.capacity or USUAL_CAPACITY)


@dataclass
class Seat:
    """A person in one team; ``cap`` is 0 without a limit of the team's own."""

    person: Person
    cap: int = 0
    held: float = 0
    skills: frozenset = frozenset()
    languages: frozenset = frozenset()

    def has_room(self, weight):
        return self.person.has_room(weight) and (not self.cap or self.held < self.cap)


@dataclass(frozen=True)
class Need:
    """What a piece of work asks of the person who gets it."""

    skills: frozenset = frozenset()
    language: str = ""
    favourite: int = 0
    barred: int = 0


@dataclass
class Roster:
    """The people who are there now, by team; picking fills their places."""

    seats: dict = field(default_factory=dict)

    def pick(self, team, need, weight=1.0):
        """Choose who gets a piece of work of a team.

        All skills are needed. Then who helped the customer last, then who speaks his
        language, then who is least strained.

        :param team: the key of the team
        :param Need need: what the work asks for
        :return: the user and the rule that decided: "affinity", "language", "skills"
            or "least"; None when nobody who could do it has a free place
        """
        free = [
            seat
            for seat in self.seats.get(team, ())
            if seat.has_room(weight)
            and need.skills <= seat.skills
            and seat.person.user != need.barred
        ]
        if not free:
            return None
        seat, rule = self._choose(free, need)
        seat.person.load += weight
        seat.held += 1
        return seat.person.user, rule

    @staticmethod
    def _choose(free, need):
        for seat in free:
            if need.favourite and seat.person.user == need.favourite:
                return seat, "affinity"
        fluent = [seat for seat in free if need.language in seat.languages]
        seat = min(fluent or free, key=lambda seat: seat.person.strain)
        if fluent and len(fluent) < len(free):
            return seat, "language"
        return seat, "skills" if need.skills else "least"

    def users(self):
        """Who has a free place in some team."""
        return {
            seat.person.user
            for seats in self.seats.values()
            for seat in seats
            if seat.has_room(1.0)
        }
