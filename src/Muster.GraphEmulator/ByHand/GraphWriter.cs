using System.Text.Json;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Writing;

namespace Muster.GraphEmulator.ByHand;

/// <summary>Changes the tenant as a Graph request by an application that may do everything would: same rules, same revisions.</summary>
internal sealed class GraphWriter(WriteRouter writes)
{
    private const string Root = "https://emulator/v1.0";

    private static readonly HashSet<string> AllRoles =
    [
        .. new[]
        {
            WritePermissions.CreateUsers,
            WritePermissions.ChangeUsers,
            WritePermissions.DeleteUsers,
            WritePermissions.CreateGroups,
            WritePermissions.ChangeGroups,
            WritePermissions.DeleteGroups,
            WritePermissions.ChangeMembers,
            WritePermissions.ManageRoleGroups,
        }.SelectMany(permission => permission.Names),
    ];

    /// <summary>Id of the new object.</summary>
    /// <exception cref="ControlException">Graph would refuse it; the message says why.</exception>
    public Guid Create(string collection, JsonObject body)
    {
        using var answer = Send("POST", [collection], body);
        using var document = JsonDocument.Parse(answer.Body.Written);
        return document.RootElement.GetProperty("id").GetGuid();
    }

    /// <exception cref="ControlException">Graph would refuse it; the message says why.</exception>
    public void Do(string method, IReadOnlyList<string> path, JsonObject? body = null) => Send(method, path, body).Dispose();

    public void AddEdge(Guid group, string relationship, Guid id) =>
        Do("POST", ["groups", group.ToString(), relationship, "$ref"], new JsonObject { ["@odata.id"] = $"{Root}/directoryObjects/{id}" });

    public void RemoveEdge(Guid group, string relationship, Guid id) =>
        Do("DELETE", ["groups", group.ToString(), relationship, id.ToString(), "$ref"]);

    private GraphAnswer Send(string method, IReadOnlyList<string> path, JsonObject? body)
    {
        var request = new GraphRequest(method, path, QueryOptions.Parse(""))
        {
            RawPath = "/" + string.Join('/', path),
            Root = Root,
            Roles = AllRoles,
            Id = GraphRequestId.New(null),
            Body = body is null ? null : JsonSerializer.SerializeToElement(body),
        };
        try
        {
            return writes.Answer(request) ?? throw new InvalidOperationException($"{method} {request.RawPath} changes nothing.");
        }
        catch (GraphErrorException problem)
        {
            throw new ControlException(problem.Error.Status == 404 ? 404 : 400, problem.Error.Code, problem.Error.Message);
        }
    }
}
