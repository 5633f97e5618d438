using Muster.Core.DirectoryObjects;
using Muster.Engine.Groups;
using Muster.Server.Ui;

namespace Muster.Server.Groups;

/// <summary>Groups of the directory, in the words of the app.</summary>
internal static class DirectoryWords
{
    /// <summary>What kind of group it is, with what is special about it.</summary>
    public static string Kind(Texts T, GroupFacts facts) =>
        string.Join(", ", new[] { Kind(T, facts.Kind) }.Concat(GroupLabels.Of(facts)).Distinct(StringComparer.OrdinalIgnoreCase));

    /// <summary>A kind of group.</summary>
    public static string Kind(Texts T, DirectoryGroupKind kind) =>
        kind switch
        {
            DirectoryGroupKind.Microsoft365 => T["Microsoft 365"],
            DirectoryGroupKind.MailEnabledSecurity => T["Mail-enabled"],
            DirectoryGroupKind.Distribution => T["Distribution list"],
            _ => T["Security"],
        };

    /// <summary>How a directory group stands to the groups here.</summary>
    public static string State(Texts T, DiscoveryState state) =>
        state switch
        {
            DiscoveryState.Available => T["can be created"],
            DiscoveryState.Linked => T["linked"],
            DiscoveryState.Waiting => T["links with the next sync"],
            DiscoveryState.Ambiguous => T["ambiguous"],
            DiscoveryState.NameTaken => T["name taken"],
            _ => T["reused name"],
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
