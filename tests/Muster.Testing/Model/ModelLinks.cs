namespace Muster.Testing.Model;

public sealed partial record ModelPlatform
{
    private List<ModelTeam> Linked(TenantSnapshot tenant, ModelRules rules, DateTimeOffset now, HashSet<int> kept, IReadOnlySet<int> alone)
    {
        var present = tenant.Groups.Values.Where(group => !group.Deleted).ToDictionary(group => group.Id);
        var teams = Teams.Select(team => alone.Contains(team.Key) ? team : Next(team)).ToList();
        Rename(teams, present, rules, alone);
        return teams;

        ModelTeam Next(ModelTeam team)
        {
            if (team.Link is ModelLink.Unmatched or ModelLink.Ambiguous)
                return Match(team);
            if (team.Link == ModelLink.Paused && team.Pause.Until <= now)
                team = team with { Link = ModelLink.Linked, Pause = default };
            if (team.Link is not (ModelLink.Linked or ModelLink.SourceDeleted))
                return team;
            if (!present.TryGetValue(team.Source!.Value, out var source))
                return IsPruned(team)
                    ? team with
                    {
                        Link = ModelLink.Retired,
                        Source = null,
                    }
                    : team with
                    {
                        Link = ModelLink.SourceDeleted,
                    };
            return Unlinks(team, source) ? team with { Link = ModelLink.Local, Source = null } : team with { Link = ModelLink.Linked };
        }

        bool Unlinks(ModelTeam team, ModelGroup source) => (team.OnRename ?? rules.OnRename) == "unlink" && source.Name != team.Name;

        bool LetsGo(ModelTeam team, ModelGroup source) =>
            team.Link is ModelLink.Linked or ModelLink.SourceDeleted && !alone.Contains(team.Key) && Unlinks(team, source);

        bool IsPruned(ModelTeam team) =>
            (team.OnSourceDeleted ?? rules.OnSourceDeleted) == "prune"
            && Memberships.Where(m => m.Team == team.Key).All(m => m.Origin == 'd' && !kept.Contains(m.User));

        ModelTeam Match(ModelTeam team)
        {
            var named = present.Values.Where(group => group.Name == team.Name).ToList();
            if (named.Count == 1 && Teams.Where(other => other.Source == named[0].Id).All(other => LetsGo(other, named[0])))
                return team with { Link = ModelLink.Linked, Source = named[0].Id };
            return team with { Link = named.Count > 1 ? ModelLink.Ambiguous : ModelLink.Unmatched };
        }
    }

    /// <summary>Names that would be two groups' are taken by none; giving one back can make the next clash.</summary>
    private static void Rename(List<ModelTeam> teams, Dictionary<Guid, ModelGroup> present, ModelRules rules, IReadOnlySet<int> alone)
    {
        var renames = teams
            .Where(team => team.Link == ModelLink.Linked && !alone.Contains(team.Key) && (team.OnRename ?? rules.OnRename) == "follow")
            .Where(team => present[team.Source!.Value].Name != team.Name)
            .ToDictionary(team => team.Key, team => present[team.Source!.Value].Name);
        while (true)
        {
            var clashing = teams
                .Where(team => team.Link != ModelLink.Retired)
                .GroupBy(team => renames.GetValueOrDefault(team.Key, team.Name))
                .Where(sameName => sameName.Count() > 1)
                .SelectMany(sameName => sameName.Select(team => team.Key))
                .Where(renames.ContainsKey)
                .ToList();
            if (clashing.Count == 0)
                break;
            clashing.ForEach(key => renames.Remove(key));
        }
        foreach (var (key, name) in renames)
            teams[key - 1] = teams[key - 1] with { Name = name };
    }
}
