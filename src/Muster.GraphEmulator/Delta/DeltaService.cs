using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>Answers <c>users/delta</c> and <c>groups/delta</c>.</summary>
internal sealed class DeltaService(EmulatorOptions options, SealedTokens tokens, TimeProvider clock)
{
    private const string Latest = "latest";
    private int _generation;

    /// <summary>Makes every delta and next link given so far answer 410.</summary>
    public void ExpireTokens() => Interlocked.Increment(ref _generation);

    public GraphAnswer Answer(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        var query = request.Query;
        query.Refuse("expand", "top", "orderby", "search", "skip", "count");
        var token = ReadToken(tenant, kind, request);
        var selection = Selection.Parse(tenant.PropertiesOf(kind), token.Select);
        var page = IsLatest(query) ? new DeltaPage() : PlanPage(tenant, kind, selection, token, request);
        return Write(tenant, kind, request, token, selection, page);
    }

    private DeltaToken ReadToken(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        var query = request.Query;
        if (query.SkipToken is not null && query.DeltaToken is not null)
            throw new GraphErrorException(GraphError.BadRequest("'$skiptoken' and '$deltatoken' cannot be used together."));
        if (IsStart(query))
            return Start(tenant, query);
        var sealedToken = query.SkipToken ?? query.DeltaToken!;
        if (query.Has("select") || query.Has("filter"))
            throw new GraphErrorException(
                GraphError.BadRequest("'$select' and '$filter' are part of the token and cannot be given with it.")
            );
        var purpose = Purpose(kind, isDeltaLink: query.DeltaToken is not null);
        if (tokens.Open(purpose, sealedToken) is not { } content)
            throw new GraphErrorException(GraphError.InvalidRequest("Badly formed token."));
        return Check(tenant, kind, request, DeltaToken.FromBytes(content));
    }

    private static DeltaToken Start(Tenant tenant, QueryOptions query) =>
        new(new(DeltaPosition.Nothing, tenant.Revision, 0, 0), query.Select, DeltaFilter.Parse(query.Filter));

    private DeltaToken Check(Tenant tenant, ObjectKind kind, GraphRequest request, DeltaToken token)
    {
        var log = tenant.ChangesOf(kind);
        var isDeltaLink = request.Query.DeltaToken is not null;
        var position = isDeltaLink ? token.Position with { To = tenant.Revision } : token.Position;
        var oldest = position.IsInitial ? position.To : position.From;
        if (token.Generation < Volatile.Read(ref _generation) || !log.Reaches(oldest) || !log.Reaches(position.To))
            throw new GraphErrorException(Gone(kind, request));
        var age = clock.GetUtcNow().ToUnixTimeSeconds() - token.IssuedAt;
        if (age > options.DeltaTokenLife.TotalSeconds)
            throw new GraphErrorException(Expired());
        return token with { Position = position };
    }

    private DeltaPage PlanPage(Tenant tenant, ObjectKind kind, Selection selection, DeltaToken token, GraphRequest request)
    {
        var objects = kind == ObjectKind.User ? options.UsersPerDeltaPage : options.GroupsPerDeltaPage;
        var planner = new DeltaPlanner(tenant, kind, selection, new(objects, options.MembersPerSlice))
        {
            ShowsHiddenMembers = Permissions.ReadHiddenMembers.IsIn(request.Roles),
            Ids = token.Ids.ToHashSet(),
        };
        return planner.Plan(token.Position);
    }

    private GraphAnswer Write(Tenant tenant, ObjectKind kind, GraphRequest request, DeltaToken token, Selection selection, DeltaPage page)
    {
        var minimal = request.Minimal && !token.Position.IsInitial;
        // As published: the selection is named on the first page of the first round alone.
        var suffix = IsStart(request.Query) ? selection.ContextSuffix : "";
        var answer = GraphAnswer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{request.Root}/$metadata#{kind.Collection()}{suffix}");
            if (page.Next is { } next)
                writer.WriteString("@odata.nextLink", Link(request, kind, "$skiptoken", token with { Position = next }));
            else
                writer.WriteString("@odata.deltaLink", Link(request, kind, "$deltatoken", token with { Position = Done(token) }));
            writer.WriteStartArray("value");
            foreach (var row in page.Rows)
                DeltaJson.WriteRow(writer, page, row, selection, tenant, minimal);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        if (minimal)
            answer.Headers.Add(("Preference-Applied", "return=minimal"));
        return answer;
    }

    private static DeltaPosition Done(DeltaToken token) => new(token.Position.To, token.Position.To, 0, 0);

    private string Link(GraphRequest request, ObjectKind kind, string option, DeltaToken token)
    {
        var stamped = token with { IssuedAt = clock.GetUtcNow().ToUnixTimeSeconds(), Generation = Volatile.Read(ref _generation) };
        var content = tokens.Seal(Purpose(kind, option == "$deltatoken"), stamped.ToBytes());
        return $"{request.Root}/{kind.Collection()}/delta?{option}={content}";
    }

    private static bool IsStart(QueryOptions query) =>
        string.IsNullOrEmpty(query.SkipToken) && (string.IsNullOrEmpty(query.DeltaToken) || IsLatest(query));

    private static bool IsLatest(QueryOptions query) => string.Equals(query.DeltaToken, Latest, StringComparison.OrdinalIgnoreCase);

    private static string Purpose(ObjectKind kind, bool isDeltaLink) => $"{kind.Collection()}/delta {(isDeltaLink ? "delta" : "skip")}";

    private static GraphError Expired() =>
        new(
            400,
            "syncStateNotFound",
            "The sync state generation is not found. The delta token is expired and data must be synchronized again."
        );

    private static GraphError Gone(ObjectKind kind, GraphRequest request) =>
        new(410, "syncStateNotFound", "The sync state generation is not found; data must be synchronized again.")
        {
            Headers = [("Location", $"{request.Root}/{kind.Collection()}/delta?$deltatoken=")],
        };
}
