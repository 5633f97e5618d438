namespace Muster.Testing.Model;

/// <summary>What a run did: the platform before and after it.</summary>
public sealed record ModelRun(long Id, ModelPlatform Before, ModelPlatform After);

public sealed partial record ModelPlatform
{
    /// <summary>What a sync makes of this that takes nothing away: groups that would end are left alone, and nobody leaves or is suspended.</summary>
    public ModelPlatform WithAdditionsOf(TenantSnapshot tenant, ModelRules rules, DateTimeOffset now)
    {
        var whole = After(tenant, rules, now);
        var ended = Teams.Where(t =>
            whole.Teams[t.Key - 1].Link != t.Link && whole.Teams[t.Key - 1].Source is null && t.Source is not null
        );
        var after = After(tenant, rules, now, ended.Select(team => team.Key).ToHashSet());
        return after with
        {
            Users = after.Users.ToDictionary(
                u => u.Key,
                u => u.Value with { Active = u.Value.Active || Users.GetValueOrDefault(u.Key)?.Active == true }
            ),
            Memberships = after.Memberships.Union(Memberships).ToHashSet(),
            Exceptions = [.. after.Exceptions, .. Exceptions.Except(after.Exceptions).Where(e => !e.Excludes)],
            SubTeams = after.SubTeams.Union(SubTeams).ToHashSet(),
        };
    }

    /// <summary>A person ends a link; everybody stays as a local member.</summary>
    public ModelPlatform Unlinked(int team) =>
        With(team, t => t with { Link = ModelLink.Local, Source = null, Pause = default }) with
        {
            Memberships = Memberships.Select(m => m.Team == team ? m with { Origin = 'l' } : m).ToHashSet(),
            Exceptions = [.. Exceptions.Where(e => e.Team != team)],
            SubTeams = SubTeams.Where(pair => pair.Parent != team && pair.Child != team).ToHashSet(),
        };

    /// <summary>A person puts a group out of use.</summary>
    public ModelPlatform Retired(int team) =>
        Unlinked(team).With(team, t => t with { Link = ModelLink.Retired }) with
        {
            Memberships = Memberships.Where(m => m.Team != team).ToHashSet(),
        };

    /// <summary>With a group changed.</summary>
    public ModelPlatform With(int team, Func<ModelTeam, ModelTeam> change) =>
        this with
        {
            Teams = [.. Teams.Select(other => other.Key == team ? change(other) : other)],
        };

    /// <summary>A person begins, extends or ends an exception: its person's membership follows at once, and nobody else's.</summary>
    public ModelPlatform Excepting(
        ModelException? before,
        ModelException? after,
        TenantSnapshot tenant,
        ModelRules rules,
        DateTimeOffset now
    )
    {
        var wished = this with { Exceptions = [.. Exceptions.Where(e => e != before), .. after is null ? [] : new[] { after }] };
        var about = (after ?? before)!;
        var whole = wished.After(tenant, rules, now);
        var then = whole.Memberships.Where(m =>
            m.Origin == 'l' ? Memberships.Contains(m) : Memberships.Contains(m) || Users[m.User].Active
        );
        return wished with
        {
            Memberships = Memberships.Where(m => !about.Concerns(m) || m.Origin == 'l').Concat(then.Where(about.Concerns)).ToHashSet(),
        };
    }

    /// <summary>A person takes back what a run did, where it still stands as the run left it and still makes sense.</summary>
    public ModelPlatform Undone(ModelRun run, long undo, ModelRules rules, DateTimeOffset now, DateTimeOffset? until)
    {
        var kept = Kept(rules);
        var (exceptions, excepted) = UndoneExceptions(run, kept, now);
        bool Follows(int team) => Teams[team - 1].Link is ModelLink.Linked or ModelLink.Paused or ModelLink.SourceDeleted;
        bool Stands(ModelMembership m, bool excluding) => exceptions.Any(e => e.Excludes == excluding && e.Concerns(m));
        var back = run
            .Before.Memberships.Except(run.After.Memberships)
            .Where(m => Teams[m.Team - 1].Link != ModelLink.Retired && !Memberships.Contains(m) && Users[m.User].Active)
            .Where(m => m.Origin != 'd' || (Follows(m.Team) && !Stands(m, excluding: true)))
            .Where(m => m.Origin != 'e' || Stands(m, excluding: false))
            .ToHashSet();
        // Who was in before the run, and cannot get that back, keeps what the run gave instead.
        bool IsAllThereIs(ModelMembership m) =>
            m.Origin == 'l'
            && "de".Any(origin => run.Before.Memberships.Contains(m with { Origin = origin }))
            && !"de".Any(origin => back.Contains(m with { Origin = origin }) || Memberships.Contains(m with { Origin = origin }));
        var gone = run
            .After.Memberships.Except(run.Before.Memberships)
            .Where(m =>
                Teams[m.Team - 1].Link != ModelLink.Retired && Memberships.Contains(m) && !kept.Contains(m.User) && !IsAllThereIs(m)
            )
            .ToHashSet();
        var (nested, unnested) = UndoneSubTeams(run, Follows);
        var redone = back.Concat(gone).Where(m => !excepted.Any(e => e.Concerns(m))).Select(m => m.Team);
        var touched = redone.Concat(nested.Concat(unnested).Select(pair => pair.Parent)).ToHashSet();
        return this with
        {
            Teams =
            [
                .. Teams.Select(team =>
                    team.Link == ModelLink.Paused && team.Pause.By == run.Id ? team with { Link = ModelLink.Linked, Pause = default }
                    : team.Link == ModelLink.Linked && touched.Contains(team.Key)
                        ? team with
                        {
                            Link = ModelLink.Paused,
                            Pause = (until, undo),
                        }
                    : team
                ),
            ],
            Memberships = Memberships.Except(gone).Union(back).ToHashSet(),
            SubTeams = SubTeams.Except(unnested).Union(nested).ToHashSet(),
            Exceptions = exceptions,
        };
    }

    /// <summary>Sub-groups that come back, where neither group was retired or unlinked since, and those that go.</summary>
    private (List<(int Parent, int Child)> Nested, List<(int Parent, int Child)> Unnested) UndoneSubTeams(
        ModelRun run,
        Func<int, bool> follows
    ) =>
        (
            [.. run.Before.SubTeams.Except(run.After.SubTeams).Except(SubTeams).Where(p => follows(p.Parent) && follows(p.Child))],
            [.. run.After.SubTeams.Except(run.Before.SubTeams).Where(SubTeams.Contains)]
        );

    private (List<ModelException> Standing, List<ModelException> Touched) UndoneExceptions(
        ModelRun run,
        HashSet<int> kept,
        DateTimeOffset now
    )
    {
        var (standing, touched) = (Exceptions.ToList(), new List<ModelException>());
        foreach (var id in run.Before.Exceptions.Concat(run.After.Exceptions).Select(e => e.Id).Distinct().Order())
        {
            var (before, after) = (
                run.Before.Exceptions.SingleOrDefault(e => e.Id == id),
                run.After.Exceptions.SingleOrDefault(e => e.Id == id)
            );
            if (before == after || standing.SingleOrDefault(e => e.Id == id) != after)
                continue;
            if (before is null ? !after!.Excludes && kept.Contains(after.User) : before.Until <= now || !Allows(before, after))
                continue;
            standing.Remove(after!);
            if (before is not null)
                standing.Add(
                    after is null
                        ? before with
                        {
                            Id = standing.Concat(Exceptions).Concat(run.Before.Exceptions).Max(e => e.Id) + 1000,
                        }
                        : before
                );
            touched.Add((before ?? after)!);
        }
        return (standing, touched);

        bool Allows(ModelException exception, ModelException? after) =>
            Teams[exception.Team - 1].Link is ModelLink.Linked or ModelLink.Paused or ModelLink.SourceDeleted
            && !(exception.Excludes && kept.Contains(exception.User))
            && !standing.Any(e => e != after && (e.Team, e.User, e.Owner) == (exception.Team, exception.User, exception.Owner));
    }
}
