using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Engine.Configuration.Files;

/// <summary>Import rules as they stand in a configuration file: <c>everyone</c>, or one of <c>membersOf</c>, <c>where</c> and <c>users</c>.</summary>
internal static class ConfigRule
{
    public static ConfigNode Write(ImportRule rule) =>
        rule switch
        {
            ImportRule.Everyone => new ConfigNode.Text("everyone"),
            ImportRule.MembersOf(var groups) => Entry("membersOf", Ids(groups)),
            ImportRule.Where(var conditions) => Entry("where", new ConfigNode.Text(string.Join(" and ", conditions.Select(Words)))),
            ImportRule.HandPicked(var users) => Entry("users", Ids(users)),
            _ => throw new ArgumentException($"{rule.GetType().Name} cannot be written.", nameof(rule)),
        };

    public static ImportRule? Read(ConfigNode node, string path, ConfigCursor cursor)
    {
        if (node is ConfigNode.Text { Value: "everyone" })
            return new ImportRule.Everyone();
        if (node is not ConfigNode.Map { Entries: [var (kind, value)] })
            return cursor.Fail<ImportRule>(node, path, "an import rule is 'everyone', or one of membersOf, where and users");
        var inner = $"{path}.{kind}";
        switch (kind)
        {
            case "membersOf":
                return Ids(value, inner, cursor) is { } groups ? new ImportRule.MembersOf(groups) : null;
            case "users":
                return Ids(value, inner, cursor) is { } users ? new ImportRule.HandPicked(users) : null;
            case "where" when value is ConfigNode.Text text:
                var parsed = UserConditionParser.Parse(text.Value);
                return parsed.Error is null
                    ? new ImportRule.Where(parsed.Conditions)
                    : cursor.Fail<ImportRule>(value, inner, parsed.Error.TrimEnd('.'));
            default:
                return cursor.Fail<ImportRule>(
                    node,
                    inner,
                    kind == "where" ? "where takes a condition in one text" : $"'{kind}' is no import rule; use membersOf, where or users"
                );
        }
    }

    private static List<ObjectId>? Ids(ConfigNode node, string path, ConfigCursor cursor)
    {
        if (node is not ConfigNode.List { Items.Count: > 0 } list)
            return cursor.Fail<List<ObjectId>>(node, path, "it takes a list of object ids that is not empty");
        var ids = new List<ObjectId>();
        foreach (var item in list.Items)
            if (item is ConfigNode.Text text && ObjectId.TryParse(text.Value, out var id))
                ids.Add(id);
            else
                return cursor.Fail<List<ObjectId>>(item, path, "it takes object ids, such as 11111111-2222-3333-4444-555555555555");
        return ids;
    }

    private static string Words(UserCondition condition)
    {
        var comparison = condition.Comparison switch
        {
            Comparison.Equals => "=",
            Comparison.NotEquals => "!=",
            Comparison.StartsWith => "startsWith",
            _ => "endsWith",
        };
        var property = condition.Property.ToString();
        var quote = condition.Value.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
        return $"{char.ToLowerInvariant(property[0])}{property[1..]} {comparison} {quote}{condition.Value}{quote}";
    }

    private static ConfigNode.Map Entry(string name, ConfigNode value) => new([(name, value)]);

    private static ConfigNode.List Ids(IEnumerable<ObjectId> ids) => new([.. ids.Select(id => new ConfigNode.Text(id.ToString()))]);
}
