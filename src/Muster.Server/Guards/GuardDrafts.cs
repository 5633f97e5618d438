using System.Collections.Concurrent;
using Muster.Engine.Configuration;

namespace Muster.Server.Guards;

/// <summary>What somebody had typed when they were asked who they are.</summary>
/// <param name="Form">The figures.</param>
/// <param name="Reason">Why.</param>
/// <param name="Seen">The settings it was typed over.</param>
/// <param name="At">When it was typed.</param>
internal sealed record GuardDraft(GuardForm Form, string Reason, SettingsVersion Seen, DateTimeOffset At);

/// <summary>Keeps what people have typed of guard rails while they prove on another page who they are. In memory, for an hour.</summary>
internal sealed class GuardDrafts(TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(Guid Account, SettingScope Scope), GuardDraft> _drafts = new();

    /// <summary>Remembers it.</summary>
    public void Keep(Guid account, SettingScope scope, GuardForm form, string reason, SettingsVersion seen) =>
        _drafts[(account, scope)] = new(form, reason, seen, clock.GetUtcNow());

    /// <summary>Gives it back, once; null when nothing was kept.</summary>
    public GuardDraft? Take(Guid account, SettingScope scope) =>
        _drafts.TryRemove((account, scope), out var draft) && clock.GetUtcNow() - draft.At < Kept ? draft : null;
}
