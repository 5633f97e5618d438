using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Checking;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Server.Groups;
using Muster.Server.Ui;

namespace Muster.Server.Checking;

/// <summary>Follows one group from the directory to what a sync of it alone would do. Stores and changes nothing.</summary>
internal sealed class GroupCheck(MusterInstance muster, GroupRow group, Texts T)
{
    /// <summary>The steps, in order.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="mayRead">Whether the directory of a connection is asked on the spot.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CheckTrace> TraceAsync(string actor, Func<Connection, Task<bool>> mayRead, CancellationToken cancellationToken)
    {
        if (await muster.OriginAsync(group, cancellationToken) is not { } origin)
            return new([Scope(), ExpectedHere(), Actual()], null);
        var parts = new CheckParts(muster, origin.Connection, T);
        var read = await mayRead(origin.Connection);
        var look = await parts.LookAsync(DirectoryStream.Groups, origin.Source.Id, read, cancellationToken);
        var request = new SyncRequest
        {
            Connection = origin.Connection,
            Actor = actor,
            Groups = [group.Name],
            AsLastRead = true,
        };
        var difference = await parts.DifferenceAsync(
            request,
            [group.Name],
            does => T["A sync of this group alone would do: {0}", does],
            cancellationToken
        );
        return difference with
        {
            Steps =
            [
                await parts.ConnectAsync(look, cancellationToken),
                Read(origin.Source, look),
                Scope(),
                Match(origin.Source),
                Expected(origin),
                Actual(),
                .. difference.Steps,
            ],
        };
    }

    private CheckStep Read(DirectoryGroup source, LookOutcome? outcome)
    {
        IReadOnlyList<string> facts =
        [
            $"id: {source.Id}",
            $"{T["Name"]}: {source.Name}",
            T["As last read: {0}", source.Presence == ObjectPresence.Present ? T["there"] : T["gone"]],
        ];
        var isThere = outcome is LookOutcome.Answered(var look, _) ? look.IsThere : source.Presence == ObjectPresence.Present;
        var step = isThere
            ? new CheckStep(T["Read"], "ok", T["there"], T["The directory group is there."], facts)
            : new CheckStep(T["Read"], "bad", T["gone"], T["The directory does not have this group any more."], facts);
        return step with
        {
            Raw =
            [
                .. CheckParts.Raw(outcome),
                RawEvidence.Row(
                    T["As last read"],
                    [
                        ("key", source.Key),
                        ("id", source.Id.ToString()),
                        ("presence", source.Presence.ToString()),
                        ("displayName", source.Name),
                    ]
                ),
            ],
        };
    }

    private CheckStep Scope() =>
        new(T["In scope?"], GroupWords.Kind(group.Link), GroupWords.Word(T, group.Link), GroupWords.Sentence(T, group), []);

    private CheckStep Match(DirectoryGroup source) =>
        group.Link == LinkState.Linked
            ? new(T["Match"], "ok", T["found"], T["It follows {0}.", source.Name], [T["Group number {0}", group.Key], $"id: {source.Id}"])
            : new(
                T["Match"],
                GroupWords.Kind(group.Link),
                T["not followed"],
                T["It followed {0}, and does not now.", source.Name],
                [T["Group number {0}", group.Key], $"id: {source.Id}"]
            );

    private CheckStep Expected(GroupOrigin origin)
    {
        var policies = origin.Policies;
        return group.Link == LinkState.Linked
            ? new(
                T["Expected"],
                "ok",
                T["equal"],
                T["Its members and owners should be those of the directory group."],
                [
                    $"{GroupWords.Label(T, "nesting")}: {GroupWords.Policy(T, group.Settings.Nesting, policies.Nesting)}",
                    $"{GroupWords.Label(T, "onRename")}: {GroupWords.Policy(T, group.Settings.OnRename, policies.OnRename)}",
                    $"{GroupWords.Label(T, "onSourceDeleted")}: {GroupWords.Policy(T, group.Settings.OnSourceDeleted, policies.OnSourceDeleted)}",
                ]
            )
            : new(T["Expected"], "idle", T["as it is"], T["Syncs leave it as it is."], []);
    }

    private CheckStep ExpectedHere() =>
        new(T["Expected"], "idle", T["local"], T["It follows no directory group, so no sync decides who is in it."], []);

    private CheckStep Actual() =>
        new(
            T["Actual"],
            "ok",
            T["known"],
            $"{T.Count(group.Members, "{0} member", "{0} members")}, {T.Count(group.Owners, "{0} owner", "{0} owners")}",
            []
        )
        {
            Raw =
            [
                RawEvidence.Row(
                    T["The row"],
                    [
                        ("key", group.Key),
                        ("id", group.Id?.ToString()),
                        ("name", group.Name),
                        ("link", group.Link.ToString()),
                        ("pausedUntil", group.PausedUntil),
                        ("members", group.Members),
                        ("owners", group.Owners),
                        ("attributes", group.Attributes.ToDictionary(pair => pair.Key, pair => pair.Value)),
                    ]
                ),
            ],
        };
}
