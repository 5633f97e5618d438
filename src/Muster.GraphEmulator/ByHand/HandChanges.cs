using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.ByHand;

/// <summary>The changes that a person can ask for by name, made one after the other in the way Graph makes them.</summary>
internal sealed partial class HandChanges
{
    private const int LongestName = 256;

    private readonly Lock _lock = new();
    private readonly GraphWriter _graph;
    private readonly Picker _pick;
    private readonly Newcomers _newcomers;
    private readonly Dictionary<string, Func<ChangeOrder, ChangeDone>> _changes;

    public HandChanges(TenantTimeline timeline, GraphWriter graph, int seed)
    {
        var random = new SeededRandom(seed, "by hand");
        (_graph, _pick, _newcomers) = (graph, new(timeline, random), new(timeline, random));
        _changes = new(StringComparer.Ordinal)
        {
            ["hire"] = Hire,
            ["disable"] = order => Enable(order, isEnabled: false),
            ["enable"] = order => Enable(order, isEnabled: true),
            ["delete"] = Delete,
            ["restore"] = Restore,
            ["deleteAndRestore"] = DeleteAndRestore,
            ["createGroup"] = CreateGroup,
            ["renameGroup"] = RenameGroup,
            ["deleteGroup"] = DeleteGroup,
            ["addMember"] = order => Add(order, "members", "a member"),
            ["removeMember"] = order => Remove(order, "members", "a member"),
            ["addOwner"] = order => Add(order, "owners", "an owner"),
            ["removeOwner"] = order => Remove(order, "owners", "an owner"),
            ["split"] = order => new Split(_graph, _pick, _newcomers).Carry(order),
            ["reorganise"] = order => new Shuffle(_graph, _pick, _newcomers).Carry(order.Count ?? 5),
        };
    }

    /// <exception cref="ControlException">There is no such change, or Graph would refuse it; the message says why.</exception>
    public ChangeDone Carry(ChangeOrder order)
    {
        if (order.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName))
            throw ControlException.Invalid($"A name has 1 to {LongestName} characters.");
        if (order.Count is < 1 or > Shuffle.Most)
            throw ControlException.Invalid($"count is from 1 to {Shuffle.Most}.");
        if (!_changes.TryGetValue(order.Change ?? "", out var change))
            throw ControlException.Invalid($"There is no change '{order.Change}'. There are {string.Join(", ", _changes.Keys)}.");
        lock (_lock)
            return change(order);
    }

    private ChangeDone Hire(ChangeOrder order)
    {
        var person = _newcomers.Person(order.Name);
        var id = _graph.Create("users", person);
        return new($"Hired {person["displayName"]} ({person["userPrincipalName"]}).", id);
    }

    private ChangeDone Enable(ChangeOrder order, bool isEnabled)
    {
        var id = order.Id ?? (isEnabled ? throw ControlException.Invalid("Say whom to enable, by id.") : _pick.Person());
        _graph.Do("PATCH", ["users", id.ToString()], new JsonObject { ["accountEnabled"] = isEnabled });
        return new($"{(isEnabled ? "Enabled" : "Disabled")} {_pick.NameOf(id)}.", id);
    }

    private ChangeDone Delete(ChangeOrder order)
    {
        var id = order.Id ?? _pick.Person();
        _graph.Do("DELETE", ["users", id.ToString()]);
        return new($"Deleted {_pick.NameOf(id)}, who can be restored for 30 days.", id);
    }

    private ChangeDone Restore(ChangeOrder order)
    {
        var id = order.Id ?? throw ControlException.Invalid("Say whom or what to restore, by id.");
        _graph.Do("POST", ["directory", "deletedItems", id.ToString(), "restore"]);
        return new($"Restored {_pick.NameOf(id)}.", id);
    }

    private ChangeDone DeleteAndRestore(ChangeOrder order)
    {
        var id = Delete(order).Id;
        Restore(order with { Id = id });
        return new($"Deleted and restored {_pick.NameOf(id)}.", id);
    }

    private ChangeDone CreateGroup(ChangeOrder order)
    {
        var group = _newcomers.Group(order.Name);
        return new($"Created the group {group["displayName"]}.", _graph.Create("groups", group));
    }

    private ChangeDone RenameGroup(ChangeOrder order)
    {
        var id = order.Group ?? _pick.Group();
        var before = _pick.NameOf(id);
        var name = order.Name ?? NextName(before);
        _graph.Do("PATCH", ["groups", id.ToString()], new JsonObject { ["displayName"] = name });
        return new($"Renamed {before} to {name}.", id);
    }

    private ChangeDone DeleteGroup(ChangeOrder order)
    {
        var id = order.Group ?? _pick.Group();
        _graph.Do("DELETE", ["groups", id.ToString()]);
        return new($"Deleted the group {_pick.NameOf(id)}.", id);
    }

    private ChangeDone Add(ChangeOrder order, string relationship, string what)
    {
        var id = order.Id ?? (order.Group is { } named ? _pick.Outsider(named) : _pick.Person());
        var group = order.Group ?? _pick.Group(without: id);
        _graph.AddEdge(group, relationship, id);
        return new($"Made {_pick.NameOf(id)} {what} of {_pick.NameOf(group)}.", group);
    }

    private ChangeDone Remove(ChangeOrder order, string relationship, string what)
    {
        if (relationship != "members" && (order.Group is null || order.Id is null))
            throw ControlException.Invalid("Say which owner of which group to remove, by id and group.");
        var group = order.Group ?? _pick.Group(leastMembers: 1);
        var id =
            order.Id
            ?? _pick.Members(group, 1).Cast<Guid?>().FirstOrDefault()
            ?? throw ControlException.Invalid("There is nobody in that group.");
        _graph.RemoveEdge(group, relationship, id);
        return new($"{_pick.NameOf(id)} is no longer {what} of {_pick.NameOf(group)}.", group);
    }

    /// <summary>"Sales" becomes "Sales 2", and that "Sales 3".</summary>
    internal static string NextName(string name) =>
        Numbered().Match(name) is { Success: true } match
        && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number < int.MaxValue
            ? $"{name[..match.Index]} {number + 1}"
            : $"{name} 2";

    [GeneratedRegex(" (?<number>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbered();
}
