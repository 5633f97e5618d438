using System.Text.Json;

namespace Muster.GraphEmulator.Histories;

/// <summary>A file of the format <c>muster-tenant/1</c>, JSON Lines, gzip or plain, as a history of one change set.</summary>
public sealed class TenantFile : ITenantHistory
{
    internal const string Format = "muster-tenant/1";

    // The format has no time; any fixed one gives the same tenant on every reading.
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _path;

    /// <summary>Reads the header; the tenant is read when asked for.</summary>
    /// <exception cref="InvalidDataException">The first line is not the header of such a file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public TenantFile(string path)
    {
        _path = path;
        using var lines = new JsonLines(path);
        ReadHeader(lines);
        DisplayName = HistoryFiles.NameOf(path);
    }

    /// <inheritdoc/>
    public string DisplayName { get; }

    /// <inheritdoc/>
    public long? LastSeq => 1;

    /// <inheritdoc/>
    /// <remarks>The operations are read from the file as they are consumed; a fault shows when its line is reached.</remarks>
    public IEnumerable<ChangeSet> ChangeSets() => [new ChangeSet(1, Beginning, Operations())];

    private IEnumerable<DirectoryOperation> Operations()
    {
        using var lines = new JsonLines(_path);
        var header = ReadHeader(lines);
        var (users, groups, ended) = (0L, 0L, false);
        for (var line = lines.Read(); line is not null; line = lines.Read())
        {
            using (line)
            {
                var kind = KindOf(lines, line.RootElement);
                CheckOrder(lines, kind, groups, ended);
                users += kind == "user" ? 1 : 0;
                groups += kind == "group" ? 1 : 0;
                ended |= kind == "stats";
                foreach (var operation in Read(kind, new(lines, line.RootElement.GetProperty(kind), kind)))
                {
                    yield return operation;
                }
            }
        }

        if (!ended || (users, groups) != header)
        {
            throw lines.Fault(
                $"the file ends after {users} users and {groups} groups{(ended ? "" : ", without its \"stats\" line")}; "
                    + $"expected {header.Users} users, {header.Groups} groups, their members and \"stats\" at the end"
            );
        }
    }

    private static (long Users, long Groups) ReadHeader(JsonLines lines)
    {
        using var line = lines.Read() ?? throw lines.Fault($"the file is empty; expected the header of {Format}");
        var header = new JsonRecord(lines, line.RootElement, "the header");
        return header.Text("format") == Format
            ? (header.Count("users"), header.Count("groups"))
            : throw header.Wrong("format", $"\"{Format}\"");
    }

    private static string KindOf(JsonLines lines, JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name is "user" or "group" or "members" or "stats" && property.Value.ValueKind == JsonValueKind.Object)
            {
                return property.Name;
            }
        }

        throw lines.Fault("the line holds none of user, group, members, stats as an object; expected one of them");
    }

    private static void CheckOrder(JsonLines lines, string kind, long groups, bool ended)
    {
        if (ended || (kind == "user" && groups > 0))
        {
            throw lines.Fault(
                $"a \"{kind}\" line after {(ended ? "\"stats\"" : "a group")}; expected users, groups, members, stats in this order"
            );
        }
    }

    private static IEnumerable<DirectoryOperation> Read(string kind, JsonRecord record) =>
        kind switch
        {
            "user" => [ReadUser(record)],
            "group" => ReadGroup(record),
            "members" => ReadMembers(record),
            _ => [],
        };

    private static DirectoryOperation.UserAdd ReadUser(JsonRecord user)
    {
        user.Require("displayName", "userPrincipalName", "mail", "userType", "accountEnabled");
        OperationReader.CheckUser(user);
        if (user.Has("manager") && user.TextOrNull("manager") is not null)
        {
            user.Id("manager");
        }

        return new(user.Id("id"), user.Properties("id"));
    }

    private static IEnumerable<DirectoryOperation> ReadGroup(JsonRecord group)
    {
        var id = group.Id("id");
        group.Text("displayName");
        group.TextOrNull("mail");
        group.TextOrNull("description");
        yield return new DirectoryOperation.GroupAdd(id, group.Properties("id", "owners"));
        foreach (var owner in group.Ids("owners"))
        {
            yield return new DirectoryOperation.OwnerAdd(id, owner);
        }
    }

    private static IEnumerable<DirectoryOperation> ReadMembers(JsonRecord members)
    {
        var id = members.Id("group");
        foreach (var user in members.Ids("users"))
        {
            yield return new DirectoryOperation.MemberAdd(id, user, MemberKind.User);
        }

        foreach (var group in members.Ids("groups"))
        {
            yield return new DirectoryOperation.MemberAdd(id, group, MemberKind.Group);
        }
    }
}
