"""A group of single neurons as one node of the computed graph; the plan says which products it takes."""

from typing import TYPE_CHECKING, Any, ClassVar

from core.document.facts import Facts
from core.engine.kernels.neurons import NeuronRun
from core.engine.neuron_plan import Plan
from core.engine.neurons_lowering import NeuronsLowering
from core.layers.base import Layer, Shape

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class Neurons(Layer, frozen=True, kw_only=True):
    """Neurons that hang together, by the names of those that others read. Nobody draws it: ``wiring`` makes it.

    ``steps``: of sequences, how many steps they have.
    """

    title: ClassVar[str] = ""  # so that it is not offered
    each_step: ClassVar[bool] = True

    ports: tuple[str, ...]
    plan: Any  # Plan
    steps: int | None = None

    @property
    def inputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.ports

    @property
    def outputs(self) -> tuple[str, ...]:  # type: ignore[override]
        return self._plan.outputs

    @property
    def _plan(self) -> Plan:
        plan: Plan = self.plan
        return plan

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        steps = next((shape[0] for shape in inputs if len(shape) == 2), self.steps)
        return ((1,) if self.steps is None or steps is None else (steps, 1),) * len(self._plan.outputs)

    def facts(self, inputs: tuple[Shape, ...]) -> Facts:
        """What is known of it."""
        plan, steps = self._plan, self.steps or 1
        return Facts(
            inputs=inputs,
            outputs=self.output_shapes(inputs),
            parameters=len(plan.scalars),
            multiply_adds=steps * plan.size,
            memory=4 * steps * (3 * plan.height + 2 * len(plan.outputs)),
        )

    def build(self, build: "Build") -> None:
        steps = next((s[0] for s in build.shapes if len(s) == 2), self.steps)
        NeuronRun(self._plan, build, None if self.steps is None else steps).bind()

    def lower(self, lowering: "Lowering") -> None:
        NeuronsLowering(self._plan, self.steps, lowering).write()
