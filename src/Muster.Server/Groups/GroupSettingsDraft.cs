using Muster.Core.Configuration;

namespace Muster.Server.Groups;

/// <summary>What somebody had typed of a group's settings when they were asked who they are.</summary>
/// <param name="Values">Every setting as it was typed.</param>
/// <param name="Reason">Why.</param>
/// <param name="Base">The settings it was typed over.</param>
internal sealed record GroupSettingsDraft(IReadOnlyDictionary<string, string?> Values, string Reason, GroupSettings Base);
