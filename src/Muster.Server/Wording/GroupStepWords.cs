using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Server.Ui;

namespace Muster.Server.Wording;

/// <summary>Why a group is linked, and how it stands, in words.</summary>
internal static class GroupStepWords
{
    public static string Cause(LinkCause cause) => Cause(Texts.English, cause);

    /// <summary>The same in the language of the reader.</summary>
    public static string Cause(Texts T, LinkCause cause) =>
        cause switch
        {
            LinkCause.ExactName => T["exact name"],
            LinkCause.Listed => T["from the directory's list"],
            LinkCause.Restored => T["restored in the directory"],
            LinkCause.Rule => T["its name fits a pattern of createGroupsLike"],
            _ => T["picked"],
        };

    public static string State(LinkState state) => State(Texts.English, state);

    /// <summary>The same in the language of the reader.</summary>
    public static string State(Texts T, LinkState state) =>
        state switch
        {
            LinkState.Ambiguous => T["ambiguous: several directory groups have its name"],
            LinkState.SourceDeleted => T["without its source: deleted in the directory, its members stay"],
            LinkState.Paused => T["paused: no sync touches it until it is resumed"],
            LinkState.Unmatched => T["unmatched: no directory group has its name"],
            LinkState.Linked => T["linked"],
            LinkState.Retired => T["retired"],
            LinkState.Local => T["local"],
            _ => JsonFormat.Word(state),
        };
}
