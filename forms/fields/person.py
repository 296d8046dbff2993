"""People picked from those who hold a role; the answer is who they are, never how they are called."""


from wtforms.validators import StopValidation, ValidationError

from forms.fields.choice import SelectAnswer, TagsAnswer


class _Picked(SelectAnswer):
    """One person."""

    def check(self) -> None:
        try:
            super().check()
        except (ValidationError, StopValidation):
            raise ValidationError(self.gettext("Please choose someone from the list.")) from None


class PersonAnswer(_Picked):
    """One person, kept as an actor id."""

    is_multiple = False


class PeopleAnswer(TagsAnswer):
    """Several people, kept as a list of actor ids."""

    is_multiple = True
