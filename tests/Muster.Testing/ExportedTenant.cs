using System.Text.Json;

namespace Muster.Testing;

/// <summary>An export as values: what a script would make of the JSON Lines.</summary>
public sealed class ExportedTenant
{
    private readonly List<JsonElement> _lines;

    public ExportedTenant(string jsonLines)
    {
        _lines = [.. jsonLines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Handles = Of("user").ToDictionary(user => Key(user, "id"), user => Text(user, "userPrincipalName")!.Split('@')[0]);
    }

    /// <summary>Part of the UPN before the at sign by object id; by UPN for local users, who have none.</summary>
    public IReadOnlyDictionary<string, string> Handles { get; }

    /// <summary>Handles of active users, sorted, as one text.</summary>
    public string ActiveUsers =>
        Join(Of("user").Where(user => user.GetProperty("active").GetBoolean()).Select(user => Handles[Key(user, "id")]));

    /// <summary>Handles of suspended users, sorted, as one text.</summary>
    public string SuspendedUsers =>
        Join(Of("user").Where(user => !user.GetProperty("active").GetBoolean()).Select(user => Handles[Key(user, "id")]));

    /// <summary>Names of the groups, sorted, as one text.</summary>
    public string Groups => Join(Of("group").Select(group => Text(group, "name")!));

    /// <summary>State of a group's link; null when there is no such group.</summary>
    public string? Link(string group) => Find(group) is { } found ? Text(found, "link") : null;

    /// <summary>Object id a group is pinned to; null when it is not, or there is no such group.</summary>
    public string? PinnedTo(string group) => Find(group) is { } found ? Text(found, "id") : null;

    /// <summary>Handles of a group's members, sorted, as one text.</summary>
    public string Members(string group) => Related(group, "member");

    /// <summary>Handles of a group's owners, sorted, as one text.</summary>
    public string Owners(string group) => Related(group, "owner");

    private JsonElement? Find(string group) =>
        Of("group").Where(line => Text(line, "name") == group).Select(line => (JsonElement?)line).SingleOrDefault();

    private string Related(string group, string relation) =>
        Join(
            Of("membership")
                .Where(line => Text(line, "group") == group && Text(line, "relation") == relation)
                .Select(line => Handles[Key(line, "user")])
        );

    private IEnumerable<JsonElement> Of(string type) => _lines.Where(line => Text(line, "type") == type);

    private static string Join(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    private static string Key(JsonElement line, string property) => Text(line, property) ?? Text(line, "userPrincipalName")!;

    private static string? Text(JsonElement line, string property) => line.GetProperty(property).GetString();
}
