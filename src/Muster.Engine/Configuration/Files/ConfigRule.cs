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
            ImportRule.MembersOf(var groups, null) => Entry("membersOf", Ids(groups)),
            ImportRule.MembersOf(var groups, { } condition) => new ConfigNode.Map([
                ("membersOf", Ids(groups)),
                ("where", new ConfigNode.Text(condition.ToString())),
            ]),
            ImportRule.Where(var condition) => Entry("where", new ConfigNode.Text(condition.ToString())),
            ImportRule.HandPicked(var users) => Entry("users", Ids(users)),
            _ => throw new ArgumentException($"{rule.GetType().Name} cannot be written.", nameof(rule)),
        };

    public static ImportRule? Read(ConfigNode node, string path, ConfigCursor cursor)
    {
        if (node is ConfigNode.Text { Value: "everyone" })
            return new ImportRule.Everyone();
        if (node is not ConfigNode.Map map || map.Entries.Count is 0 or > 2)
            return cursor.Fail<ImportRule>(
                node,
                path,
                "an import rule is 'everyone', or one of membersOf, where and users; membersOf and where may stand together"
            );
        var entries = map.Entries.ToDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);
        foreach (var kind in entries.Keys)
            if (kind is not ("membersOf" or "where" or "users") || (entries.Count > 1 && kind == "users"))
                return cursor.Fail<ImportRule>(
                    node,
                    $"{path}.{kind}",
                    $"'{kind}' cannot stand here; use membersOf, where or users, of which membersOf and where may stand together"
                );
        if (entries.TryGetValue("users", out var people))
            return Ids(people, $"{path}.users", cursor) is { } users ? new ImportRule.HandPicked(users) : null;
        UserCondition? condition = null;
        if (entries.TryGetValue("where", out var where) && (condition = Condition(where, $"{path}.where", cursor)) is null)
            return null;
        if (!entries.TryGetValue("membersOf", out var teams))
            return new ImportRule.Where(condition!);
        return Ids(teams, $"{path}.membersOf", cursor) is { } groups ? new ImportRule.MembersOf(groups, condition) : null;
    }

    private static UserCondition? Condition(ConfigNode node, string path, ConfigCursor cursor)
    {
        if (node is not ConfigNode.Text text)
            return cursor.Fail<UserCondition>(node, path, "where takes a condition in one text");
        var parsed = UserConditionParser.Parse(text.Value);
        return parsed.Condition ?? cursor.Fail<UserCondition>(node, path, parsed.Error!.Message.TrimEnd('.'));
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

    private static ConfigNode.Map Entry(string name, ConfigNode value) => new([(name, value)]);

    private static ConfigNode.List Ids(IEnumerable<ObjectId> ids) => new([.. ids.Select(id => new ConfigNode.Text(id.ToString()))]);
}
