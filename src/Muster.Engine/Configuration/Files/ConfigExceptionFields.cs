using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;

namespace Muster.Engine.Configuration.Files;

/// <summary>The exceptions of a group as a file holds them.</summary>
internal static class ConfigExceptionFields
{
    public const string UntilWords = "it takes a date such as 2026-01-31, which means the end of that day in UTC, or 2026-01-31T18:00:00Z";

    public static ConfigNode.List Write(IReadOnlyList<ConfigGroupException> exceptions) => new([.. exceptions.Select(Write)]);

    public static List<ConfigGroupException> Read(ConfigNode node, string path, ConfigCursor cursor)
    {
        var exceptions = new List<ConfigGroupException>();
        if (node is not ConfigNode.List list)
        {
            cursor.Fail<string>(node, path, "it takes a list");
            return exceptions;
        }
        for (var i = 0; i < list.Items.Count; i++)
            if (One(list.Items[i], FormattableString.Invariant($"{path}[{i}]"), cursor) is { } exception)
                exceptions.Add(exception);
        return exceptions;
    }

    private static ConfigGroupException? One(ConfigNode node, string path, ConfigCursor cursor)
    {
        var fields = cursor.Map(node, path, "user", "kind", "relation", "until", "reason", "author");
        var user = cursor.Text(fields, "user", node, path, needed: true);
        var kind = Choice<ExceptionKind>(fields, "kind", node, path, needed: true, cursor);
        var relation = Choice<MembershipRelation>(fields, "relation", node, path, needed: false, cursor);
        var reason = cursor.Text(fields, "reason", node, path, needed: true);
        var author = cursor.Text(fields, "author", node, path, needed: false);
        if (reason?.Length > ExceptionChanges.LongestReason)
            cursor.Fail<string>(
                fields["reason"],
                $"{path}.reason",
                string.Create(CultureInfo.InvariantCulture, $"it takes at most {ExceptionChanges.LongestReason} characters")
            );
        DateTimeOffset? until = null;
        if (cursor.Text(fields, "until", node, path, needed: false) is { } text && (until = Instant(text)) is null)
            cursor.Fail<string>(fields["until"], $"{path}.until", UntilWords);
        return user is null || kind is null || reason is null
            ? null
            : new ConfigGroupException
            {
                Line = node.Line,
                User = user,
                Kind = kind.Value,
                Relation = relation ?? MembershipRelation.Member,
                Until = until,
                Reason = reason.Trim(),
                Author = author,
            };
    }

    /// <summary>An end as a file has it: the day alone where it is the end of one.</summary>
    public static string Text(DateTimeOffset until) =>
        until.AddMilliseconds(1).UtcDateTime is { TimeOfDay.Ticks: 0 }
            ? until.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : Instants.Text(until);

    private static DateTimeOffset? Instant(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day < DateOnly.MaxValue
            ? new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMilliseconds(-1)
        : Instants.TryParse(text, out var instant) ? DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds())
        : null;

    private static ConfigNode.Map Write(ConfigGroupException exception)
    {
        var entries = new List<(string, ConfigNode)>
        {
            ("user", new ConfigNode.Text(exception.User)),
            ("kind", new ConfigNode.Text(Word(exception.Kind))),
        };
        if (exception.Relation == MembershipRelation.Owner)
            entries.Add(("relation", new ConfigNode.Text(Word(exception.Relation))));
        if (exception.Until is { } until)
            entries.Add(("until", new ConfigNode.Text(Text(until))));
        entries.Add(("reason", new ConfigNode.Text(exception.Reason)));
        if (exception.Author is { } author)
            entries.Add(("author", new ConfigNode.Text(author)));
        return new ConfigNode.Map(entries);
    }

    private static T? Choice<T>(
        Dictionary<string, ConfigNode> fields,
        string name,
        ConfigNode node,
        string path,
        bool needed,
        ConfigCursor cursor
    )
        where T : struct, Enum
    {
        if (cursor.Text(fields, name, node, path, needed) is not { } text)
            return null;
        foreach (var value in Enum.GetValues<T>())
            if (Word(value) == text)
                return value;
        cursor.Fail<string>(fields[name], $"{path}.{name}", $"it takes {string.Join(" or ", Enum.GetValues<T>().Select(Word))}");
        return null;
    }

    private static string Word<T>(T value)
        where T : struct, Enum
    {
        var word = value.ToString();
        return char.ToLowerInvariant(word[0]) + word[1..];
    }
}
