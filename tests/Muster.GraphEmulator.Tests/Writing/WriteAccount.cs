using System.Text.Json.Nodes;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tests.Delta;
using Muster.GraphEmulator.Writing;

namespace Muster.GraphEmulator.Tests.Writing;

/// <summary>What the tenant has to hold after random changes, and what each has to be answered with.</summary>
internal sealed class WriteAccount(WriteRouter router, Random random)
{
    private enum Life
    {
        Alive,
        Deleted,
        Purged,
    }

    private readonly List<(string Id, bool IsGroup)> _objects = [];
    private readonly Dictionary<string, (Life Life, string Name)> _state = new(StringComparer.Ordinal);
    private readonly HashSet<(string Group, string Other, bool IsOwner)> _edges = [];
    private int _names;

    public (int Users, int Groups, int Members, int Owners) Counts =>
        (
            _objects.Count(found => !found.IsGroup && IsAlive(found.Id)),
            _objects.Count(found => found.IsGroup && IsAlive(found.Id)),
            _edges.Count(edge => !edge.IsOwner && IsActive(edge)),
            _edges.Count(edge => edge.IsOwner && IsActive(edge))
        );

    public void Change()
    {
        var isGroup = random.Next(2) == 0;
        var some = Pick(isGroup);
        switch (random.Next(14))
        {
            case 0 or 1:
                Create(isGroup);
                break;
            case 2:
                Do("DELETE", [isGroup ? "groups" : "users", some], null, Is(some, Life.Alive) ? 204 : 404, () => Set(some, Life.Deleted));
                break;
            case 3 or 4:
                Do(
                    "POST",
                    ["directory", "deletedItems", some, "restore"],
                    null,
                    Is(some, Life.Deleted) ? 200 : 404,
                    () => Set(some, Life.Alive)
                );
                break;
            case 5:
                Do("DELETE", ["directory", "deletedItems", some], null, Is(some, Life.Deleted) ? 204 : 404, () => Purge(some));
                break;
            case 6:
                Rename(some, isGroup);
                break;
            case 7 or 8 or 9 or 10:
                Add(Pick(isGroup: true), isOwner: random.Next(3) == 0);
                break;
            default:
                Remove(Pick(isGroup: true), isOwner: random.Next(3) == 0);
                break;
        }
    }

    public override string ToString()
    {
        var copy = new DirectoryCopy();
        foreach (var (id, isGroup) in _objects.Where(found => IsAlive(found.Id)))
        {
            if (!isGroup)
                copy.Users[id] = _state[id].Name;
            else
                copy.Groups[id] = new()
                {
                    Name = _state[id].Name,
                    Members = new(Others(id, isOwner: false), StringComparer.Ordinal),
                    Owners = new(Others(id, isOwner: true), StringComparer.Ordinal),
                };
        }
        return copy.ToString();
    }

    public static GraphRequest Request(string method, string[] path, JsonNode? body) =>
        new(method, path, QueryOptions.Parse(""))
        {
            RawPath = "",
            Root = "https://127.0.0.1/v1.0",
            Id = GraphRequestId.New(null),
            Roles = new HashSet<string>([.. Permissions.Defaults, .. Writer.All]),
            Body = body is null ? null : System.Text.Json.JsonSerializer.SerializeToElement(body),
        };

    private void Create(bool isGroup)
    {
        var name = $"Name{++_names}";
        var body = isGroup ? Writer.NewGroup(name) : Writer.NewUser(name);
        var (status, answer) = Send("POST", [isGroup ? "groups" : "users"], body);
        Assert.Equal(201, status);
        var id = answer!["id"]!.GetValue<string>();
        _objects.Add((id, isGroup));
        _state[id] = (Life.Alive, name);
    }

    private void Rename(string id, bool isGroup)
    {
        var name = $"Name{++_names}";
        Do(
            "PATCH",
            [isGroup ? "groups" : "users", id],
            new JsonObject { ["displayName"] = name },
            Is(id, Life.Alive) ? 204 : 404,
            () => _state[id] = (Life.Alive, name)
        );
    }

    private void Add(string group, bool isOwner)
    {
        var other = Pick(isGroup: !isOwner && random.Next(4) == 0);
        var edge = (group, other, isOwner);
        var status =
            !IsAlive(group) || !IsAlive(other) ? 404
            : _edges.Contains(edge) ? 400
            : 204;
        Do("POST", ["groups", group, isOwner ? "owners" : "members", "$ref"], Writer.Reference(other), status, () => _edges.Add(edge));
    }

    private void Remove(string group, bool isOwner)
    {
        var known = _edges.Where(edge => edge.Group == group && edge.IsOwner == isOwner).Order().ToArray();
        var other = known.Length > 0 ? known[random.Next(known.Length)].Other : Pick(isGroup: false);
        var edge = (group, other, isOwner);
        var isLastOwner = isOwner && _edges.Count(found => found.Group == group && found.IsOwner && IsActive(found)) == 1;
        var status =
            !IsAlive(group) || !IsAlive(other) || !_edges.Contains(edge) ? 404
            : isLastOwner ? 400
            : 204;
        Do("DELETE", ["groups", group, isOwner ? "owners" : "members", other, "$ref"], null, status, () => _edges.Remove(edge));
    }

    private void Purge(string id)
    {
        Set(id, Life.Purged);
        _edges.RemoveWhere(edge => edge.Group == id || edge.Other == id);
    }

    private void Do(string method, string[] path, JsonNode? body, int status, Action then)
    {
        Assert.Equal((string.Join('/', path), status), (string.Join('/', path), Send(method, path, body).Status));
        if (status < 400)
            then();
    }

    private (int Status, JsonNode? Body) Send(string method, string[] path, JsonNode? body)
    {
        try
        {
            using var answer = router.Answer(Request(method, path, body))!;
            return (answer.Status, answer.Body.Length == 0 ? null : JsonNode.Parse(answer.Body.Written.Span));
        }
        catch (GraphErrorException problem)
        {
            return (problem.Error.Status, null);
        }
    }

    private string Pick(bool isGroup)
    {
        var all = _objects.FindAll(found => found.IsGroup == isGroup);
        return all.Count == 0 ? Guid.NewGuid().ToString() : all[random.Next(all.Count)].Id;
    }

    private IEnumerable<string> Others(string group, bool isOwner) =>
        _edges.Where(edge => edge.Group == group && edge.IsOwner == isOwner && IsActive(edge)).Select(edge => edge.Other);

    private bool IsActive((string Group, string Other, bool) edge) => IsAlive(edge.Group) && IsAlive(edge.Other);

    private bool IsAlive(string id) => Is(id, Life.Alive);

    private bool Is(string id, Life life) => _state.TryGetValue(id, out var state) && state.Life == life;

    private void Set(string id, Life life) => _state[id] = (life, _state[id].Name);
}
