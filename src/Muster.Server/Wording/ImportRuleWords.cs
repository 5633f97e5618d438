using Muster.Core.Importing;

namespace Muster.Server.Wording;

/// <summary>An import rule in a sentence.</summary>
internal static class ImportRuleWords
{
    public static string Of(ImportRule rule) =>
        rule switch
        {
            ImportRule.Everyone => "everyone",
            ImportRule.MembersOf(var groups, var condition) =>
                $"members of {groups.Count} directory group{(groups.Count == 1 ? "" : "s")}{(condition is null ? "" : $" where {condition}")}",
            ImportRule.Where(var condition) => $"where {condition}",
            ImportRule.HandPicked(var users) => $"{users.Count} hand-picked user{(users.Count == 1 ? "" : "s")}",
            _ => "nobody",
        };
}
