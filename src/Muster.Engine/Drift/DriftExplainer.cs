using Muster.Core.Planning;

namespace Muster.Engine.Drift;

/// <summary>Says why something differs and who made it so: by what the history last recorded about it, then by settings saved since, then by what was read.</summary>
internal sealed class DriftExplainer
{
    private static readonly HashSet<string> ByHand = ["groups add-member", "groups remove-member"];

    /// <summary>Runs in which Muster followed the directory; every other run is somebody's decision here.</summary>
    private static readonly HashSet<string> Followed = ["sync", "users import", "drift heal", "verify"];

    private readonly DriftEvidence _evidence;
    private readonly HashSet<MembershipPair> _configured = [];
    private readonly HashSet<int> _configuredUsers = [];
    private readonly HashSet<GroupStep> _configuredGroups = [];

    public DriftExplainer(DriftEvidence evidence)
    {
        _evidence = evidence;
        if (evidence.ByConfiguration is not { } plan)
            return;
        foreach (var change in plan.Memberships)
        foreach (var user in change.Additions.Select(addition => addition.User).Concat(change.Removals.Select(removal => removal.User)))
            _configured.Add(new MembershipPair(change.Group, change.Relation, user));
        _configuredUsers.UnionWith(plan.Users.Select(step => step.User));
        _configuredGroups.UnionWith(plan.Groups);
    }

    /// <summary>Why a membership differs.</summary>
    /// <param name="pair">The membership.</param>
    /// <param name="ends">Why it should not stand; null for one that is missing.</param>
    public (DriftKind Kind, Touch? By) OfMembership(MembershipPair pair, RemovalCause? ends)
    {
        if (_evidence.Ended.TryGetValue(pair, out var exception))
            return (DriftKind.ExceptionEnded, new Touch(null, "exceptions add", exception.Author, exception.Until!.Value, 0));
        var touch = _evidence.Memberships.GetValueOrDefault(pair);
        // What was given before the group was linked waits for a person, whoever gave it.
        if (ends == RemovalCause.LinkChanged)
            return (DriftKind.LocalChange, touch);
        if (touch is not null && KindOf(touch) is { } kind)
            return (kind, touch);
        return _configured.Contains(pair)
            ? (DriftKind.Configuration, _evidence.Configuration)
            : OfRecent(_evidence.Groups.GetValueOrDefault(pair.Group)) ?? Read();
    }

    /// <summary>Why a user differs.</summary>
    public (DriftKind Kind, Touch? By) OfUser(UserStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (_configuredUsers.Contains(step.User))
            return (DriftKind.Configuration, _evidence.Configuration);
        return OfRecent(_evidence.Users.GetValueOrDefault(step.User)) ?? Read();
    }

    /// <summary>Why a group differs.</summary>
    public (DriftKind Kind, Touch? By) OfGroup(GroupStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (_configuredGroups.Contains(step))
            return (DriftKind.Configuration, _evidence.Configuration);
        return OfRecent(_evidence.Groups.GetValueOrDefault(step.Group)) ?? Read();
    }

    /// <summary>Why a group that is paused, or something in it, is as it is.</summary>
    public (DriftKind Kind, Touch? By) OfPause(int group) =>
        _evidence.Groups.GetValueOrDefault(group) is { } touch ? (KindOf(touch) ?? DriftKind.LocalChange, touch) : (DriftKind.Undo, null);

    /// <summary>What somebody here did with a run; null when it only followed the directory.</summary>
    private static DriftKind? KindOf(Touch touch) =>
        touch.Verb switch
        {
            _ when ByHand.Contains(touch.Verb) => DriftKind.ManualEdit,
            _ when Followed.Contains(touch.Verb) => null,
            "runs undo" => DriftKind.Undo,
            "groups set" => DriftKind.Configuration,
            _ => DriftKind.LocalChange,
        };

    /// <summary>A change of the whole group or user explains only what no sync has looked at since.</summary>
    private (DriftKind, Touch?)? OfRecent(Touch? touch) =>
        touch is not null && touch.Revision > (_evidence.SyncedRevision ?? 0) && KindOf(touch) is { } kind ? (kind, touch) : null;

    private (DriftKind, Touch?) Read() => _evidence.ReadSince ? (DriftKind.DirectoryChange, _evidence.LastRead) : (DriftKind.Unknown, null);
}
