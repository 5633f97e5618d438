using Muster.Engine.Configuration;

namespace Muster.Server.Guards;

/// <summary>What somebody had typed of guard rails when they were asked who they are.</summary>
/// <param name="Form">The figures.</param>
/// <param name="Reason">Why.</param>
/// <param name="Seen">The settings it was typed over.</param>
internal sealed record GuardDraft(GuardForm Form, string Reason, SettingsVersion Seen);
