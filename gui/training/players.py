"""How forms of the training recipe suit a network: an adversarial one has two players, others have one."""

import msgspec

from core import phrases
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.spec import fields
from gui.form import StructForm

GROUP = next(field.name for field in fields(TrainingRecipe) if field.struct is AdversarialRecipe)
SUPERVISED = {
    field.name for field in fields(TrainingRecipe) if field.kind == "specs"
}  # measured against answers
TWOFOLD = {field.name for field in fields(AdversarialRecipe)}  # where the recipe itself has it too


def titles_of(cls: type[msgspec.Struct], *, adversarial: bool) -> dict[str, str]:
    """What is to be called by another name than its own: what both players have is the discriminator's."""
    if not adversarial or cls is not TrainingRecipe:
        return {}
    return {
        f.name: f"Discriminator's {phrases.in_sentence(f.title)}" for f in fields(cls) if f.name in TWOFOLD
    }


def suit(form: StructForm, *, adversarial: bool) -> None:
    """Show the generator's settings only where there is one, and then say whose the others are; and metrics only
    where there are answers to measure.
    """
    form.suit(SUPERVISED if adversarial else {GROUP}, titles_of(form.cls, adversarial=adversarial))
