using Muster.Core.Reading;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;

namespace Muster.Testing.Simulation;

/// <summary>Trials that a right reader passes and a reader with a broken rule does not: each says what went wrong, or null.</summary>
public static class ReaderTrials
{
    private const int NastySeeds = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Guid Ann = Id(1);
    private static readonly Guid Ben = Id(2);
    private static readonly Guid Cid = Id(3);
    private static readonly Guid Team = Id(100);
    private static readonly Guid Inner = Id(101);

    /// <summary>What is done to a page, and the words of the rule that finds it. Another rule may find it too, but later, or only by luck.</summary>
    private static readonly (string Edit, string Says)[] Refusals =
    [
        ("repeatLink", "followed before"),
        ("dropLinks", "neither a next link nor a delta link"),
        ("bothLinks", "a next link and a delta link"),
        ("foreignLink", "leads to https://graph.example.invalid"),
        ("plainLink", "leads to http://"),
        ("elsewhereLink", "does not stay under"),
        ("nulls", "bare ids"),
        ("noIds", "has no id"),
        ("badIds", "not a GUID"),
        ("valueObject", "should be an array"),
        ("noValue", "“value” is missing"),
        ("wrongTypes", "should be text"),
        ("duplicateKeys", "comes twice"),
        ("twoDocuments", "the JSON is broken"),
        ("invalidUtf8", "not UTF-8"),
        ("endEarly", "did not come"),
        ("dropItem", "did not come"),
    ];

    /// <summary>All trials, the quick and pointed ones first.</summary>
    public static IReadOnlyList<(string Name, Func<CancellationToken, Task<string?>> Run)> All { get; } =
    [
        .. Refusals.SelectMany(refusal =>
            new[] { "users", "groups" }.Select(stream =>
                ($"a page of {stream} with {refusal.Edit} ends the read by its own rule", Refused(stream, refusal.Edit, refusal.Says))
            )
        ),
        ("a forbidden page of groups is not an empty one", ForbiddenAsync),
        ("one fault of each passing kind is lived through", PassingAsync),
        ("an expired link is lived through wherever and however the code stands", ExpiredAsync),
        ("hidden members stay when they may not be seen", HiddenAsync),
        ("a hidden group that is left out stays", HiddenAbsentAsync),
        ("lists find what the change stream keeps back", KeptBackAsync),
        ("a list goes on after its first page", LongListAsync),
        ("a group that lists do not find is left as it is", NotFoundAsync),
        ("a restored user has the memberships back", RestoredUserAsync),
        ("a restored group has whom it has now, not whom it had", RestoredGroupAsync),
        ("a look at some groups says nothing of the others", SomeGroupsAsync),
        ("a link of another application is not followed", ReboundAsync),
        .. new[] { ReadWay.FilteredDelta, ReadWay.CompareByFilter, ReadWay.CompareByLists }.Select(way =>
            (
                $"the followed groups equal the tenant, read by {way}",
                (Func<CancellationToken, Task<string?>>)(token => WayAsync(way, token))
            )
        ),
        .. Enumerable
            .Range(1, NastySeeds)
            .Select(seed => ($"nasty history {seed}", (Func<CancellationToken, Task<string?>>)(token => NastyAsync(seed, token)))),
    ];

    /// <summary>Runs the trials until one fails, the named one first.</summary>
    /// <returns>The first that failed and how; empty when all passed.</returns>
    public static async Task<string> FirstFailureAsync(string first, CancellationToken cancellationToken)
    {
        foreach (var (name, run) in All.OrderBy(trial => trial.Name != first))
            if (await TryAsync(run, cancellationToken) is { } failure)
                return $"{name}: {failure}";
        return "";
    }

    private static async Task<string?> TryAsync(Func<CancellationToken, Task<string?>> run, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await run(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it did not end";
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            return $"{problem.GetType().Name}: {problem.Message}";
        }
    }

    private static Func<CancellationToken, Task<string?>> Refused(string stream, string edit, string says) =>
        async cancellationToken =>
        {
            await using var rig = await StartAsync(cancellationToken);
            await rig.FaultsAsync([new { path = $"/v1.0/{stream}/delta", edit }], cancellationToken);
            try
            {
                await rig.ReadAsync(full: true, GroupNeed.All, cancellationToken);
                return "the read was taken for whole";
            }
            catch (DirectoryReadException problem)
            {
                if (!problem.Message.Contains(says, StringComparison.Ordinal))
                    return $"another rule found it: {problem.Message}";
                return (await rig.ViewAsync(cancellationToken)).Groups.Count == 0 ? null : "groups were stored all the same";
            }
        };

    private static async Task<string?> ForbiddenAsync(CancellationToken cancellationToken)
    {
        await using var rig = await StartAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.FaultsAsync(
            [
                new
                {
                    path = "/v1.0/groups/delta",
                    skip = 1,
                    status = 403,
                },
            ],
            cancellationToken
        );
        try
        {
            await rig.ReadAsync(full: true, GroupNeed.All, cancellationToken);
            return "the read was taken for whole";
        }
        catch (DirectoryReadException problem)
        {
            return problem.Fault == DirectoryFault.PermissionMissing
                ? Differences(await rig.ViewAsync(cancellationToken), rig)
                : $"named {problem.Fault}";
        }
    }

    /// <summary>The code of an expired link comes outside or within the inner error, and in either case.</summary>
    private static async Task<string?> ExpiredAsync(CancellationToken cancellationToken)
    {
        object[] errors =
        [
            new
            {
                code = "BadRequest",
                message = "expired",
                innerError = new { code = "syncStateNotFound" },
            },
            new { code = "SyncStateNOTFound", message = "expired" },
        ];
        foreach (var error in errors)
        {
            await using var rig = await StartAsync(cancellationToken);
            await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
            await rig.FaultsAsync(
                [
                    new
                    {
                        path = "/v1.0/groups/delta",
                        times = 1,
                        status = 400,
                        body = new { error },
                    },
                ],
                cancellationToken
            );
            var (summary, _) = await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
            if (!summary.WhyInFull.Any(why => why.Contains("has expired", StringComparison.Ordinal)))
                return $"not told that the link expired: {string.Join("; ", summary.WhyInFull)}";
            if (Differences(await rig.ViewAsync(cancellationToken), rig) is { } wrong)
                return wrong;
        }
        return null;
    }

    private static async Task<string?> PassingAsync(CancellationToken cancellationToken)
    {
        foreach (var status in new[] { 429, 500, 502, 503, 504, 401 })
        {
            await using var rig = await StartAsync(cancellationToken);
            await rig.FaultsAsync(
                [
                    new
                    {
                        path = "/v1.0/groups/delta",
                        skip = 1,
                        times = 1,
                        status,
                        retryAfter = "0.5",
                    },
                ],
                cancellationToken
            );
            await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
            if (Differences(await rig.ViewAsync(cancellationToken), rig) is { } wrong)
                return $"{status}: {wrong}";
        }
        foreach (var body in new[] { "reset", "resetBefore", "corruptGzip" })
        {
            await using var rig = await StartAsync(cancellationToken);
            await rig.FaultsAsync(
                [
                    new
                    {
                        path = "/v1.0/groups/delta",
                        skip = 1,
                        times = 1,
                        body,
                    },
                ],
                cancellationToken
            );
            await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        }
        return null;
    }

    private static async Task<string?> HiddenAsync(CancellationToken cancellationToken)
    {
        var hide = new DirectoryOperation.GroupUpdate(Team, new Dictionary<string, object?> { ["visibility"] = "HiddenMembership" });
        await using var rig = await StartAsync(
            cancellationToken,
            new EmulatorOptions { Permissions = ["User.Read.All", "GroupMember.Read.All"] },
            [hide]
        );
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: true, GroupNeed.All, cancellationToken);
        return Differences(await rig.ViewAsync(cancellationToken), rig);
    }

    private static async Task<string?> HiddenAbsentAsync(CancellationToken cancellationToken)
    {
        var hide = new DirectoryOperation.GroupUpdate(Team, new Dictionary<string, object?> { ["visibility"] = "HiddenMembership" });
        await using var rig = await StartAsync(
            cancellationToken,
            new EmulatorOptions { Permissions = ["User.Read.All", "GroupMember.Read.All"] },
            [hide]
        );
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        // The group, which is the first, is left out, and without a count nothing shows it.
        var left = new Dictionary<string, object>
        {
            ["path"] = "/v1.0/groups/delta",
            ["times"] = 1,
            ["edit"] = "dropItem",
        };
        await rig.FaultsAsync([left, new { path = "/v1.0/groups/$count", status = 404 }], cancellationToken);
        await rig.ReadAsync(full: true, GroupNeed.All, cancellationToken);
        return (await rig.ViewAsync(cancellationToken)).Groups.ContainsKey(Team) ? null : "it was taken for deleted";
    }

    private static async Task<string?> KeptBackAsync(CancellationToken cancellationToken)
    {
        var late = new QuirkSet { Delta = new() { GroupDelay = TimeSpan.FromDays(1) } };
        await using var rig = await StartAsync(
            cancellationToken,
            new EmulatorOptions { Quirks = late },
            [new DirectoryOperation.MemberRemove(Team, Ben, MemberKind.User), new DirectoryOperation.MemberAdd(Team, Cid, MemberKind.User)]
        );
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadGroupsAsync(ReadWay.CompareByLists, full: false, [Team], cancellationToken);
        return Differences(await rig.ViewAsync(cancellationToken), rig);
    }

    private static async Task<string?> LongListAsync(CancellationToken cancellationToken)
    {
        List<DirectoryOperation> first =
        [
            new DirectoryOperation.GroupAdd(Team, new Dictionary<string, object?> { ["displayName"] = "Team" }),
        ];
        for (var i = 0; i < CheapestWay.RowsPerList + 2; i++)
        {
            first.Add(new DirectoryOperation.UserAdd(Id(1000 + i), Person($"p{i}")));
            first.Add(new DirectoryOperation.MemberAdd(Team, Id(1000 + i), MemberKind.User));
        }
        await using var rig = await MirrorRig.StartAsync(new WrittenHistory([first]), new EmulatorOptions(), cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.ReadGroupsAsync(ReadWay.CompareByLists, full: false, [Team], cancellationToken);
        return Differences(await rig.ViewAsync(cancellationToken), rig);
    }

    private static async Task<string?> NotFoundAsync(CancellationToken cancellationToken)
    {
        var behind = new QuirkSet { Listing = new() { NewObjectsMissing = TimeSpan.FromDays(1) } };
        DirectoryOperation[] renewed =
        [
            new DirectoryOperation.GroupAdd(Team, new Dictionary<string, object?> { ["displayName"] = "Team" }),
            new DirectoryOperation.MemberAdd(Team, Ben, MemberKind.User),
        ];
        await using var rig = await StartAsync(
            cancellationToken,
            new EmulatorOptions { Quirks = behind },
            [new DirectoryOperation.GroupDelete(Team)],
            renewed
        );
        await rig.NextAsync(cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.ReadGroupsAsync(ReadWay.CompareByLists, full: false, [Team], cancellationToken);
        return Differences(await rig.ViewAsync(cancellationToken), rig);
    }

    private static async Task<string?> RestoredUserAsync(CancellationToken cancellationToken)
    {
        DirectoryOperation[] back =
        [
            new DirectoryOperation.UserAdd(Ann, Person("ann")),
            new DirectoryOperation.MemberAdd(Team, Ann, MemberKind.User),
            new DirectoryOperation.OwnerAdd(Team, Ann),
        ];
        await using var rig = await StartAsync(cancellationToken, null, [new DirectoryOperation.UserDelete(Ann)], back);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: true, GroupNeed.All, cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        return Differences(await rig.ViewAsync(cancellationToken), rig);
    }

    private static async Task<string?> RestoredGroupAsync(CancellationToken cancellationToken)
    {
        DirectoryOperation[] back =
        [
            new DirectoryOperation.GroupAdd(Team, new Dictionary<string, object?> { ["displayName"] = "Team" }),
            new DirectoryOperation.MemberAdd(Team, Ann, MemberKind.User),
        ];
        await using var rig = await StartAsync(cancellationToken, null, [new DirectoryOperation.GroupDelete(Team)], back);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.NextAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        return Differences(await rig.ViewAsync(cancellationToken), rig);
    }

    private static async Task<string?> SomeGroupsAsync(CancellationToken cancellationToken)
    {
        await using var rig = await StartAsync(cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.ReadGroupsAsync(ReadWay.FilteredDelta, full: true, [Inner], cancellationToken);
        return Differences(await rig.ViewAsync(cancellationToken), rig);
    }

    private static async Task<string?> ReboundAsync(CancellationToken cancellationToken)
    {
        // So many groups that a look at one of them would be cheaper.
        var many = Enumerable
            .Range(1000, 3 * CheapestWay.GroupsPerPage)
            .Select(number => new DirectoryOperation.GroupAdd(
                Id(number),
                new Dictionary<string, object?> { ["displayName"] = $"g{number}" }
            ));
        await using var rig = await StartAsync(cancellationToken, null, [.. many]);
        await rig.NextAsync(cancellationToken);
        await rig.FollowAsync([Inner], cancellationToken);
        await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
        await rig.RebindAsync(cancellationToken);
        var (summary, _) = await rig.ReadAsync(full: false, GroupNeed.Followed, cancellationToken);
        return summary.Full && !summary.WhyInFull.Any(why => why.StartsWith("Only", StringComparison.Ordinal))
            ? null
            : "not everything was read";
    }

    private static async Task<string?> WayAsync(ReadWay way, CancellationToken cancellationToken)
    {
        for (var seed = 300; seed < 304; seed++)
        {
            var small = new EmulatorOptions
            {
                UsersPerDeltaPage = 7,
                GroupsPerDeltaPage = 3,
                MembersPerSlice = 4,
            };
            await using var rig = await MirrorRig.StartAsync(new RandomDirectory(seed, 8), small, cancellationToken);
            await rig.NextAsync(cancellationToken);
            await rig.ReadAsync(full: false, GroupNeed.All, cancellationToken);
            var followed = rig.Truth.Groups.Keys.Order().Take(3).ToList();
            do
            {
                await rig.ReadUsersAsync(cancellationToken);
                if ((await rig.ReadGroupsAsync(way, full: false, followed, cancellationToken)).Restored.Count > 0)
                    await rig.ReadGroupsAsync(way, full: true, followed, cancellationToken);
                var view = await rig.ViewAsync(cancellationToken);
                if (view.Against(rig.Truth, rig.Truth.Reached(followed)) is [var first, ..])
                    return $"seed {seed}: {first}";
            } while (await rig.NextAsync(cancellationToken));
        }
        return null;
    }

    private static async Task<string?> NastyAsync(int seed, CancellationToken cancellationToken)
    {
        var outcome = await NastyHistory.RunAsync(seed, cancellationToken);
        return outcome.Violations is [var first, ..] ? first : null;
    }

    private static string? Differences(MirrorView view, MirrorRig rig) => view.Against(rig.Truth) is [var first, ..] ? first : null;

    /// <summary>Three people, a group in another, one owner, on pages of one; nothing is read yet.</summary>
    private static async Task<MirrorRig> StartAsync(
        CancellationToken cancellationToken,
        EmulatorOptions? options = null,
        params IReadOnlyList<DirectoryOperation>[] more
    )
    {
        List<DirectoryOperation> first =
        [
            new DirectoryOperation.UserAdd(Ann, Person("ann")),
            new DirectoryOperation.UserAdd(Ben, Person("ben")),
            new DirectoryOperation.UserAdd(Cid, Person("cid")),
            new DirectoryOperation.GroupAdd(Team, new Dictionary<string, object?> { ["displayName"] = "Team" }),
            new DirectoryOperation.GroupAdd(Inner, new Dictionary<string, object?> { ["displayName"] = "Inner" }),
            new DirectoryOperation.MemberAdd(Team, Ann, MemberKind.User),
            new DirectoryOperation.MemberAdd(Team, Ben, MemberKind.User),
            new DirectoryOperation.MemberAdd(Team, Inner, MemberKind.Group),
            new DirectoryOperation.MemberAdd(Inner, Cid, MemberKind.User),
            new DirectoryOperation.OwnerAdd(Team, Ann),
        ];
        var pages = (options ?? new EmulatorOptions()) with
        {
            UsersPerDeltaPage = 1,
            GroupsPerDeltaPage = 1,
            MembersPerSlice = 1,
            Quirks = options?.Quirks ?? QuirkSet.None,
        };
        var rig = await MirrorRig.StartAsync(new WrittenHistory([first, .. more]), pages, cancellationToken);
        await rig.NextAsync(cancellationToken);
        return rig;
    }

    private static Dictionary<string, object?> Person(string name) =>
        new()
        {
            ["displayName"] = name,
            ["userPrincipalName"] = $"{name}@contoso.example",
            ["accountEnabled"] = true,
        };

    private static Guid Id(int number) => new(number, 1, 4, [8, 0, 0, 0, 0, 0, 0, 0]);
}
