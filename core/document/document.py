"""The document: graph, data recipe, training recipe."""

from typing import Annotated

import msgspec

from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.document.graph import Graph
from core.document.recipe import TrainingRecipe
from core.spec import Meta


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a user can edit. Node positions (the layout) lie in the graph's nodes."""

    graph: Graph = Graph()
    data: DataRecipe = DataRecipe(preprocessing=Standardise())
    training: TrainingRecipe = TrainingRecipe()
    notes: Annotated[str, Meta(max_length=100_000)] = ""
