namespace Muster.Testing.Model;

public sealed partial record ModelPlatform
{
    /// <summary>The first step on the way into a group that fails, when nothing is left to sync.</summary>
    public string WhyNot(int user, int team, TenantSnapshot tenant, ModelRules rules, DateTimeOffset now)
    {
        var (group, name) = (Teams[team - 1], Users[user]);
        if (name.Follows is not { } id)
            return "found";
        var person = tenant.People[id];
        if (person.Deleted)
            return "present";
        if (!person.Enabled)
            return "enabled";
        var taken = Teams.Where(t => t.Link is ModelLink.Linked or ModelLink.Paused).Select(t => t.Source!.Value).ToHashSet();
        var follows = group.Link is ModelLink.Linked or ModelLink.Paused && !tenant.Groups[group.Source!.Value].Deleted;
        var groups = follows ? Reached(tenant, group.Source!.Value, group.Nesting ?? rules.Nesting, taken).In : [];
        var ways = new[] { false, true }.Where(owner =>
            owner
                ? follows && tenant.Edges.Contains(new ModelEdge(group.Source!.Value, id, ModelEdgeKind.Owner))
                : groups.Any(g => tenant.Edges.Contains(new ModelEdge(g, id, ModelEdgeKind.Member)))
        );
        if (!name.Active && !rules.Covers(tenant, person, now) && !(rules.AutoImport && ways.Any()))
            return "imported";
        if (group.Link is not (ModelLink.Linked or ModelLink.Paused))
            return "linked";
        if (!ways.Any())
            return "reached";
        if (ways.All(owner => Exceptions.Any(e => e.Excludes && (e.Team, e.User, e.Owner) == (team, user, owner))))
            return "notExcluded";
        return group.Link == ModelLink.Paused ? "notPaused" : "synced";
    }
}
