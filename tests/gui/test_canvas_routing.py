"""The ways of wires, as geometry: no widgets."""

import random

import pytest
from PySide6.QtCore import QPointF, QRectF

from gui.canvas.geometry import Curve, curve
from gui.canvas.obstacles import Box, Obstacles, Point
from gui.canvas.routing import Way, along, cubics, route, straight

CARD_WIDTH, CARD_HEIGHT = 172.0, 64.0


def card(x: float, y: float) -> Box:
    return (x, y, x + CARD_WIDTH, y + CARD_HEIGHT)


def out_of(box: Box) -> Point:
    return (box[2], (box[1] + box[3]) / 2)


def into(box: Box) -> Point:
    return (box[0], (box[1] + box[3]) / 2)


def standing(*boxes: Box) -> Obstacles:
    obstacles = Obstacles()
    for number, box in enumerate(boxes):
        obstacles.put(str(number), box, 4.0)
    return obstacles


def crosses(way: Way, box: Box) -> bool:
    return any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in along(way, 2.0))


def check(way: Way, start: Point, end: Point) -> None:
    """It begins and ends where it should, level and from the left to the right, and has no corner."""
    assert (way[0], way[-1]) == (start, end)
    assert len(way) % 3 == 1
    assert way[1][1] == start[1]
    assert way[1][0] > start[0]
    assert way[-2][1] == end[1]
    assert way[-2][0] < end[0]
    for (ax, ay), (bx, by), (cx, cy) in zip(way[2::3], way[3::3], way[4::3], strict=False):
        assert (bx - ax) * (cy - by) == pytest.approx((by - ay) * (cx - bx), abs=1e-6)
        assert (bx - ax) * (cx - bx) + (by - ay) * (cy - by) > 0


def test_a_wire_with_nothing_in_its_way_is_one_cubic() -> None:
    one, other = card(0, 0), card(220, 100)
    way = route(out_of(one), into(other), standing(one, other, card(220, 0), card(0, 100)))
    assert way == straight(out_of(one), into(other))
    assert len(list(cubics(way))) == 1


def test_a_wire_leads_over_the_cards_between() -> None:
    one, between, other = card(0, 0), card(220, 0), card(440, 0)
    way = route(out_of(one), into(other), standing(one, between, other))
    check(way, out_of(one), into(other))
    assert not crosses(way, between)
    assert min(y for _, y in along(way)) < between[1]


def test_it_leads_below_where_that_is_much_nearer() -> None:
    one, other = card(0, 0), card(660, 0)
    tower = (220.0, -400.0, 392.0, 64.0)
    way = route(out_of(one), into(other), standing(one, other, tower))
    check(way, out_of(one), into(other))
    assert not crosses(way, tower)
    assert max(y for _, y in along(way)) > tower[3]


def test_it_stays_level_for_as_long_as_that_helps() -> None:
    one, other, between = card(0, 0), card(660, 200), card(330, 100)
    way = route(out_of(one), into(other), standing(one, other, between))
    check(way, out_of(one), into(other))
    assert not crosses(way, between)
    heights = {y for _, y in way}
    assert heights == {out_of(one)[1], into(other)[1]}


def test_a_longer_wire_leads_over_a_shorter_one() -> None:
    row = [card(220.0 * i, 0) for i in range(5)]
    obstacles = standing(*row)
    short, long = (route(out_of(row[0]), into(row[n]), obstacles) for n in (2, 4))
    assert min(y for _, y in long) < min(y for _, y in short) < 0


def test_what_stands_over_a_card_is_led_around_too() -> None:
    one, between, above, other = card(0, 0), card(220, 0), card(220, -90), card(440, 0)
    way = route(out_of(one), into(other), standing(one, between, above, other))
    check(way, out_of(one), into(other))
    assert not crosses(way, between)
    assert not crosses(way, above)


@pytest.mark.parametrize("place", [(-300.0, 0.0), (-300.0, 40.0), (-120.0, 70.0), (0.0, -70.0), (0.0, 70.0)])
def test_a_wire_backwards_runs_under_neither_card(place: tuple[float, float]) -> None:
    one, other = card(0, 0), card(*place)
    way = route(out_of(one), into(other), standing(one, other))
    check(way, out_of(one), into(other))
    assert not crosses(way, one)
    assert not crosses(way, other)


def test_a_wire_to_the_node_itself_is_a_small_loop_above() -> None:
    circle = (0.0, 0.0, 44.0, 44.0)
    way = route(out_of(circle), into(circle), standing(circle), [circle], loop=True)
    check(way, out_of(circle), into(circle))
    assert not crosses(way, circle)
    top, left, right = (f(p[axis] for p in along(way)) for f, axis in ((min, 1), (min, 0), (max, 0)))
    assert -30 < top < 0
    assert (left, right) == pytest.approx((22.0 - right + 22.0, right))
    assert right - left < 90


def test_a_loop_lies_above_all_that_it_spans() -> None:
    one, other, between = (400.0, 100.0, 444.0, 144.0), (0.0, 0.0, 44.0, 44.0), (200.0, -10.0, 244.0, 34.0)
    way = route(out_of(one), into(other), standing(one, other, between), [one, other], loop=True)
    check(way, out_of(one), into(other))
    assert not any(crosses(way, box) for box in (one, other, between))
    assert min(y for _, y in way) < -10


def test_a_held_card_is_led_around_by_its_own_wires_alone() -> None:
    one, held = card(0, 0), card(-300, 0)
    way = route(out_of(one), into(held), standing(one), [one, held])
    check(way, out_of(one), into(held))
    assert not crosses(way, one)
    assert not crosses(way, held)


def test_grazing_a_rim_is_no_reason_to_go_around() -> None:
    one, other = card(0, 0), card(500, 0)
    grazed = card(220, 30)  # the wire runs 2 units below its upper rim
    assert len(route(out_of(one), into(other), standing(one, other, grazed))) == 4


def test_a_wall_costs_a_few_tries_and_then_the_wire_runs_straight() -> None:
    one, other = card(0, 0), card(660, 0)
    wall = [card(330, 70.0 * i) for i in range(-40, 41)]
    way = route(out_of(one), into(other), standing(one, other, *wall))
    check(way, out_of(one), into(other))


@pytest.mark.parametrize("seed", range(20))
def test_a_way_is_never_worse_than_straight_ahead(seed: int) -> None:
    chance = random.Random(seed)
    boxes = [card(chance.randrange(-800, 800), chance.randrange(-500, 500)) for _ in range(25)]
    obstacles = standing(*boxes)
    for _ in range(20):
        one, other = chance.sample(boxes, 2)
        way = route(out_of(one), into(other), obstacles)
        check(way, out_of(one), into(other))
        plain = obstacles.under(along(straight(out_of(one), into(other))))
        if len(way) > 4:
            assert len(obstacles.under(along(way), whole=True)) <= len(plain)


def test_obstacles_are_found_where_they_stand() -> None:
    chance, obstacles = random.Random(0), Obstacles()
    boxes = {str(i): card(chance.uniform(-900, 900), chance.uniform(-900, 900)) for i in range(80)}
    for name, box in boxes.items():
        obstacles.put(name, (0.0, 0.0, 1.0, 1.0), 0.0)
        obstacles.put(name, box, 0.0)
    for name in list(boxes)[::3]:
        obstacles.drop(name)
        del boxes[name]
    for _ in range(500):
        x, y = chance.uniform(-1000, 1000), chance.uniform(-1000, 1000)
        expected = {
            n for n, (left, top, right, bottom) in boxes.items() if left < x < right and top < y < bottom
        }
        assert obstacles.under([(x, y)]).keys() == expected
    assert obstacles.box("0") is None


def test_a_curve_knows_how_far_it_is_and_what_it_crosses() -> None:
    around = Curve(route((172.0, 32.0), (440.0, 32.0), standing(card(220, 0))))
    plain = curve(QPointF(172, 32), QPointF(440, 32))
    assert plain.straight
    assert not around.straight
    assert (around.start, around.end) == (plain.start, plain.end)
    middle = QPointF(306, 32)
    assert plain.distance(middle) == pytest.approx(0.0, abs=1e-9)
    assert around.distance(middle) > 40
    frame = QRectF(220, 0, 172, 64)
    assert plain.crosses(frame)
    assert not around.crosses(frame)
    assert around.path().pointAtPercent(1.0) == around.end
    assert around.path().controlPointRect().top() == min(y for _, y in around.way)
