using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Quirks;

/// <summary>How delta rounds are told. None of it keeps a client that follows the documentation from the tenant's true state.</summary>
public sealed record DeltaQuirks
{
    /// <summary>Decides where a quirk that comes now and then shows.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>An initial round mentions, with <c>@removed</c>, objects that were deleted earlier (documented as possible; OBS 10).</summary>
    public bool DeletedInInitialRound { get; init; }

    /// <summary>An initial round lists, with <c>@removed</c>, members that groups do not have (OBS 10).</summary>
    public bool StrayRemovals { get; init; }

    /// <summary>The last row of a page comes again on the next one (documented: repeats within a round; OBS 13).</summary>
    public bool RepeatedRows { get; init; }

    /// <summary>A row comes with an older value first and with the present one later on the page.</summary>
    public bool OlderValuesFirst { get; init; }

    /// <summary>Rows of a page come in any order (documented).</summary>
    public bool Shuffled { get; init; }

    /// <summary>Every addition and removal of an edge is told in its order, not only what became of it.</summary>
    public bool EveryStep { get; init; }

    /// <summary>How many revisions that an earlier round told already are told once more (documented: replays).</summary>
    public int Replayed { get; init; }

    /// <summary>Up to so many pages without rows, but with a next link, in front of any page (OBS 27).</summary>
    public int EmptyPages { get; init; }

    /// <summary>Pages and slices hold fewer rows than they could, each another number.</summary>
    public bool UnevenPages { get; init; }

    /// <summary>The slices of a large group come with other groups between them (documented: anywhere in the sequence).</summary>
    public bool SlicesApart { get; init; }

    /// <summary>How long <c>users/delta</c> keeps a change back, from the first request after it (documented as varying).</summary>
    public TimeSpan UserDelay { get; init; }

    /// <summary>How long <c>groups/delta</c> keeps a change back.</summary>
    public TimeSpan GroupDelay { get; init; }

    /// <summary>A groups link minted by <c>$deltatoken=latest</c> never tells changes of memberships (OBS 11).</summary>
    public bool LatestMissesMemberships { get; init; }

    /// <summary>The context URL names another collection (known issue).</summary>
    public bool WrongContext { get; init; }

    /// <summary>Types of members are written <c>#Microsoft.Graph.User</c> (OBS 20 and notifications spell them so).</summary>
    public bool CapitalTypes { get; init; }

    /// <summary>Object ids come in upper case.</summary>
    public bool CapitalIds { get; init; }

    /// <summary>Rows carry annotations and members that no client knows.</summary>
    public bool UnknownMembers { get; init; }

    /// <summary>A group without changes of members comes with an empty or null <c>members@delta</c> (documented: absent).</summary>
    public bool EmptyEdges { get; init; }

    /// <summary>The life of a link counts from the initial round and not from when it was given (OBS 17, sheet 11).</summary>
    public bool LifeCountsFromStart { get; init; }

    /// <summary>What an expired link answers (sheet 4.6 and 11).</summary>
    public ExpiredAnswer Expired { get; init; }

    /// <summary>What a link answers after a reset of change tracking.</summary>
    public ExpiredAnswer Reset { get; init; } = ExpiredAnswer.GoneWithLocation;

    /// <summary>What a token that was never given answers (sheet 11).</summary>
    public GarbageAnswer Garbage { get; init; }

    /// <summary>How long a link to the next page of a round can be followed; then 400 <c>Directory_ExpiredPageToken</c> (OBS 5). Zero: as long as a delta link.</summary>
    public TimeSpan PageLife { get; init; }

    /// <summary>For how long, from the first request, <c>groups/delta</c> repeats a page under ever new links (OBS 26).</summary>
    public TimeSpan EndlessPages { get; init; }

    /// <summary><c>Prefer: odata.maxpagesize</c> makes the pages of a round smaller (sheet 11: whether it does is not known).</summary>
    public bool HonoursMaxPageSize { get; init; }

    /// <summary>How groups with hidden membership come to an application that may not see it (sheet 11).</summary>
    public HiddenGroups Hidden { get; init; }

    /// <summary>Draws each behaviour by itself.</summary>
    internal static DeltaQuirks Draw(SeededRandom random) =>
        new()
        {
            Seed = random.Below(int.MaxValue),
            DeletedInInitialRound = random.Chance(0.4),
            StrayRemovals = random.Chance(0.4),
            RepeatedRows = random.Chance(0.5),
            OlderValuesFirst = random.Chance(0.4),
            Shuffled = random.Chance(0.5),
            EveryStep = random.Chance(0.4),
            Replayed = random.Chance(0.4) ? random.Between(1, 3) : 0,
            EmptyPages = random.Chance(0.4) ? random.Between(1, 3) : 0,
            UnevenPages = random.Chance(0.5),
            SlicesApart = random.Chance(0.4),
            UserDelay = random.Chance(0.3) ? TimeSpan.FromMinutes(random.Between(1, 90)) : TimeSpan.Zero,
            GroupDelay = random.Chance(0.3) ? TimeSpan.FromMinutes(random.Between(1, 90)) : TimeSpan.Zero,
            LatestMissesMemberships = random.Chance(0.5),
            WrongContext = random.Chance(0.3),
            CapitalTypes = random.Chance(0.3),
            CapitalIds = random.Chance(0.3),
            UnknownMembers = random.Chance(0.4),
            EmptyEdges = random.Chance(0.4),
            LifeCountsFromStart = random.Chance(0.5),
            Expired = Any<ExpiredAnswer>(random),
            Reset = Any<ExpiredAnswer>(random),
            Garbage = Any<GarbageAnswer>(random),
            PageLife = random.Chance(0.2) ? TimeSpan.FromMinutes(random.Between(1, 5)) : TimeSpan.Zero,
            EndlessPages = random.Chance(0.02) ? TimeSpan.FromMinutes(random.Between(1, 30)) : TimeSpan.Zero,
            HonoursMaxPageSize = random.Chance(0.5),
            Hidden = Any<HiddenGroups>(random),
        };

    private static T Any<T>(SeededRandom random)
        where T : struct, Enum => random.Pick(Enum.GetValues<T>());
}

/// <summary>Answers to a link that can no longer be followed.</summary>
public enum ExpiredAnswer
{
    /// <summary>400 <c>syncStateNotFound</c>, as announced.</summary>
    SyncStateNotFound,

    /// <summary>400 <c>SyncStateNotFound</c>, as other workloads spell it (OBS 16).</summary>
    CapitalSyncStateNotFound,

    /// <summary>400 with an outer code of its own and <c>syncStateNotFound</c> within <c>innerError</c>.</summary>
    InnerSyncStateNotFound,

    /// <summary>404 <c>syncStateNotFound</c>.</summary>
    NotFound,

    /// <summary>400 <c>resyncRequired</c>.</summary>
    ResyncRequired,

    /// <summary>410 with a <c>Location</c> that has an empty token and nothing else.</summary>
    GoneWithLocation,

    /// <summary>410 with a <c>Location</c> that repeats the selection.</summary>
    GoneWithSelect,

    /// <summary>410 without <c>Location</c>.</summary>
    Gone,
}

/// <summary>Answers to a token that was never given.</summary>
public enum GarbageAnswer
{
    /// <summary>400 <c>Request_BadRequest</c>.</summary>
    RequestBadRequest,

    /// <summary>400 <c>BadRequest</c>.</summary>
    BadRequest,

    /// <summary>410 <c>syncStateNotFound</c>.</summary>
    Gone,
}

/// <summary>How groups with hidden membership come to an application without <c>Member.Read.Hidden</c>.</summary>
public enum HiddenGroups
{
    /// <summary>As groups without members.</summary>
    WithoutMembers,

    /// <summary>Not at all.</summary>
    Absent,

    /// <summary>The page is refused with 403.</summary>
    Denied,
}
