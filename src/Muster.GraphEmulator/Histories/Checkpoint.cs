namespace Muster.GraphEmulator.Histories;

/// <summary>What a history says its directory looks like after a change set, for those who check a replay.</summary>
/// <param name="Seq">The change set after which it holds.</param>
/// <param name="Sha256">Digest of the users, groups, direct members and owners, lower-case hex.</param>
/// <param name="EffectiveSha256">Digest of the memberships with nesting resolved, lower-case hex.</param>
/// <param name="Counts">The sizes behind the digests.</param>
public sealed record Checkpoint(long Seq, string Sha256, string EffectiveSha256, CheckpointCounts Counts);

/// <summary>Sizes of a directory at a checkpoint; disabled users are included unless the name says otherwise.</summary>
public sealed record CheckpointCounts(
    long Users,
    long EnabledUsers,
    long Groups,
    long UserMembers,
    long GroupMembers,
    long Owners,
    long Effective
);
