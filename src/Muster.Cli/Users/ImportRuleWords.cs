using Muster.Core.Importing;

namespace Muster.Cli.Users;

/// <summary>An import rule in a sentence.</summary>
internal static class ImportRuleWords
{
    public static string Of(ImportRule rule) =>
        rule switch
        {
            ImportRule.Everyone => "everyone",
            ImportRule.MembersOf(var groups) => $"members of {groups.Count} directory group{(groups.Count == 1 ? "" : "s")}",
            ImportRule.Where(var conditions) => "where " + string.Join(" and ", conditions.Select(Of)),
            ImportRule.HandPicked(var users) => $"{users.Count} hand-picked user{(users.Count == 1 ? "" : "s")}",
            _ => "nobody",
        };

    private static string Of(UserCondition condition)
    {
        var property = JsonName(condition.Property.ToString());
        var comparison = condition.Comparison switch
        {
            Comparison.Equals => "=",
            Comparison.NotEquals => "!=",
            _ => JsonName(condition.Comparison.ToString()),
        };
        return $"{property} {comparison} \"{condition.Value}\"";
    }

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
