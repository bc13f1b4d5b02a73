"""How the main jobs are done, step by step: one for each of the three."""

from django.utils.translation import gettext_lazy as _

from hub.portal.public.guides import Guide, Step

JOBS = (
    Guide(
        name="file",
        label=_("Send many notices in one file"),
        title=_("Send many notices in one file"),
        lead=_(
            "A table, JSON or an entry summary declaration. Nothing is published before you have seen what would be."
        ),
        icon="cloud-upload",
        steps=(
            Step(
                _("Take a template, or use your own table"),
                _(
                    "Under Uploads there is a workbook for each type of notice, with code lists to choose from."
                    " The columns of a table of your own are matched once and remembered."
                ),
                "file-earmark-spreadsheet",
            ),
            Step(
                _("Send it, and watch it being checked"),
                _(
                    "Everything that publishing would ask is asked of each notice. You may close the page: the"
                    " work goes on without it."
                ),
                "cloud-upload",
            ),
            Step(
                _("Mend what has faults"),
                _(
                    "Each fault stands with its row and cell and says what to write instead. Take the rows away"
                    " as a workbook, correct them, and send it again."
                ),
                "pencil",
            ),
            Step(
                _("Decide"),
                _(
                    "Good rows only, or all or nothing. The same file sent twice, or a reference used twice,"
                    " publishes nothing twice."
                ),
                "check2-all",
            ),
        ),
        more=(("portal:uploads", _("Uploads")), ("portal:join", _("Ask to join"))),
    ),
    Guide(
        name="reply",
        label=_("Ask, hold and release"),
        title=_("Ask, hold and release"),
        lead=_("From the worklist to the release, with a clock on each request and a record of each step."),
        icon="chat-left-text",
        steps=(
            Step(
                _("Take a notice from the worklist"),
                _(
                    "Narrow the list, keep what you often look for as a view, and claim what you work on. It all"
                    " goes by keyboard, too: the question mark shows the keys."
                ),
                "inbox",
            ),
            Step(
                _("Tick what you ask about"),
                _(
                    "The elements that you tick on the notice's page are named in your request. A text that you"
                    " often write is kept as a template, and what you have begun is kept as a draft."
                ),
                "list-check",
            ),
            Step(
                _("Look through it before it leaves"),
                _(
                    "You see who is addressed, who is informed, and who cannot be reached and why. Where the"
                    " agreement asks for it, a second officer sends it."
                ),
                "eye",
            ),
            Step(
                _("Follow the case"),
                _(
                    "Overdue cases stand first. The answer comes to the same page; a release lifts the hold,"
                    " whole or in part."
                ),
                "clock",
            ),
        ),
        more=(("portal:inbox", _("Worklist")), ("portal:cases", _("Cases"))),
    ),
    Guide(
        name="agreement",
        label=_("Make an agreement"),
        title=_("Make an agreement"),
        lead=_("From a draft that only your organisation sees to a version that every signatory has signed."),
        icon="journal-check",
        steps=(
            Step(
                _("Write it in steps"),
                _(
                    "Purpose, parties, types and conditions, elements and their masks, legal bases, terms. Each"
                    " step is kept; you may go back to any of them."
                ),
                "pen",
            ),
            Step(
                _("Preview it on notices that were sent"),
                _(
                    "How many would go to whom, and your own notices as each recipient would see them. Examples"
                    " that must and must not be sent are tried on each version."
                ),
                "eye",
            ),
            Step(
                _("Propose it, and sign"),
                _(
                    "Once proposed it cannot be altered any more, only replaced by a version that is signed anew."
                    " Signing takes a person: no program can do it."
                ),
                "journal-check",
            ),
            Step(
                _("Keep it in hand"),
                _(
                    "Suspend, resume, terminate, exclude a recipient, leave: before each step its page says, with"
                    " figures, what it will do."
                ),
                "sliders",
            ),
        ),
        more=(("portal:agreements", _("Agreements")), ("portal:join", _("Ask to join"))),
    ),
)
