using Muster.Core.DirectoryObjects;
using Muster.Engine.Groups;
using Muster.Server.Ui;

namespace Muster.Server.Groups;

/// <summary>Groups of the directory, in the words of the app.</summary>
internal static class DirectoryWords
{
    /// <summary>What kind of group it is, with what is special about it.</summary>
    public static string Kind(Texts text, GroupFacts facts) =>
        string.Join(", ", new[] { Kind(text, facts.Kind) }.Concat(GroupLabels.Of(facts)).Distinct(StringComparer.OrdinalIgnoreCase));

    /// <summary>A kind of group.</summary>
    public static string Kind(Texts text, DirectoryGroupKind kind) =>
        kind switch
        {
            DirectoryGroupKind.Microsoft365 => text["Microsoft 365"],
            DirectoryGroupKind.MailEnabledSecurity => text["Mail-enabled"],
            DirectoryGroupKind.Distribution => text["Distribution list"],
            _ => text["Security"],
        };

    /// <summary>How a directory group stands to the groups here.</summary>
    public static string State(Texts text, DiscoveryState state) =>
        state switch
        {
            DiscoveryState.Available => text["can be created"],
            DiscoveryState.Linked => text["linked"],
            DiscoveryState.Waiting => text["links with the next sync"],
            DiscoveryState.Ambiguous => text["ambiguous"],
            DiscoveryState.NameTaken => text["name taken"],
            _ => text["reused name"],
        };

    /// <summary>Meaning of a state for a badge.</summary>
    public static string StateKind(DiscoveryState state) =>
        state switch
        {
            DiscoveryState.Available => "run",
            DiscoveryState.Linked => "ok",
            DiscoveryState.Waiting => "idle",
            _ => "hold",
        };
}
