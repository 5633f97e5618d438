using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Server.Wording;

/// <summary>Why a group is linked, and how it stands, in words.</summary>
internal static class GroupStepWords
{
    public static string Cause(LinkCause cause) =>
        cause switch
        {
            LinkCause.ExactName => "exact name",
            LinkCause.Listed => "from the directory's list",
            LinkCause.Restored => "restored in the directory",
            LinkCause.Rule => "its name fits a pattern of createGroupsLike",
            _ => "picked",
        };

    public static string State(LinkState state) =>
        state switch
        {
            LinkState.Ambiguous => "ambiguous: several directory groups have its name",
            LinkState.SourceDeleted => "without its source: deleted in the directory, its members stay",
            LinkState.Paused => "paused: no sync touches it until it is resumed",
            LinkState.Unmatched => "unmatched: no directory group has its name",
            _ => JsonFormat.Word(state),
        };
}
