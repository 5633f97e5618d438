using Muster.Core.Importing;
using Muster.Server.Ui;

namespace Muster.Server.Wording;

/// <summary>An import rule in a sentence.</summary>
internal static class ImportRuleWords
{
    public static string Of(ImportRule rule) => Of(Texts.English, rule);

    /// <summary>The same in the language of the reader.</summary>
    public static string Of(Texts T, ImportRule rule) =>
        rule switch
        {
            ImportRule.Everyone => T["everyone"],
            ImportRule.MembersOf(var groups, null) => T.Count(
                groups.Count,
                "members of {0} directory group",
                "members of {0} directory groups"
            ),
            ImportRule.MembersOf(var groups, var condition) => T["{0} where {1}", Of(T, new ImportRule.MembersOf(groups, null)), condition],
            ImportRule.Where(var condition) => T["where {0}", condition],
            ImportRule.HandPicked(var users) => T.Count(users.Count, "{0} hand-picked user", "{0} hand-picked users"),
            _ => T["nobody"],
        };
}
