using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>Answers <c>users/delta</c> and <c>groups/delta</c>.</summary>
internal sealed class DeltaService(EmulatorOptions options, SealedTokens tokens, TimeProvider clock, LinkGeneration? links = null)
{
    private const string Latest = "latest";
    private readonly LinkGeneration _links = links ?? new();
    private readonly DelayedChanges _users = new(options.Quirks.Delta.UserDelay, clock);
    private readonly DelayedChanges _groups = new(options.Quirks.Delta.GroupDelay, clock);
    private readonly PassingTime _endless = new(options.Quirks.Delta.EndlessPages, clock);

    private DeltaQuirks Quirks => options.Quirks.Delta;

    public GraphAnswer Answer(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        var query = request.Query;
        query.Refuse("expand", "top", "orderby", "search", "skip", "count");
        var token = ReadToken(tenant, kind, request);
        var selection = Selection.Parse(tenant.PropertiesOf(kind), token.Select).Demand(request.Roles);
        if (token.Blind)
            selection.HideEdges();
        var page =
            IsLatest(query) ? new DeltaPage()
            : token.Empty > 0 ? new DeltaPage { Next = token.Position }
            : PlanPage(tenant, kind, selection, token, request);
        if (kind == ObjectKind.Group && page.Rows.Count > 0 && selection.Members && _endless.IsRunning())
            page.Next = token.Position;
        return Write(tenant, kind, request, token, selection, page);
    }

    private DeltaToken ReadToken(Tenant tenant, ObjectKind kind, GraphRequest request)
    {
        var query = request.Query;
        if (query.SkipToken is not null && query.DeltaToken is not null)
            throw new GraphErrorException(GraphError.BadRequest("'$skiptoken' and '$deltatoken' cannot be used together."));
        if (IsStart(query))
            return Start(tenant, kind, query);
        var sealedToken = query.SkipToken ?? query.DeltaToken!;
        if (query.Has("select") || query.Has("filter"))
            throw new GraphErrorException(
                GraphError.BadRequest("'$select' and '$filter' are part of the token and cannot be given with it.")
            );
        var purpose = Purpose(kind, isDeltaLink: query.DeltaToken is not null);
        if (tokens.Open(purpose, sealedToken) is not { } content)
            throw new GraphErrorException(DeltaRefusals.Of(Quirks.Garbage));
        return Check(tenant, kind, request, DeltaToken.FromBytes(content));
    }

    private DeltaToken Start(Tenant tenant, ObjectKind kind, QueryOptions query) =>
        new(new(DeltaPosition.Nothing, Visible(tenant, kind), 0, 0), query.Select, DeltaFilter.Parse(query.Filter))
        {
            StartedAt = clock.GetUtcNow().ToUnixTimeSeconds(),
            Blind = IsLatest(query) && kind == ObjectKind.Group && Quirks.LatestMissesMemberships,
        };

    private long Visible(Tenant tenant, ObjectKind kind) => (kind == ObjectKind.User ? _users : _groups).Visible(tenant.Revision);

    private DeltaToken Check(Tenant tenant, ObjectKind kind, GraphRequest request, DeltaToken token)
    {
        var log = tenant.ChangesOf(kind);
        var isDeltaLink = request.Query.DeltaToken is not null;
        var position = token.Position;
        if (isDeltaLink)
            position = position with { From = Earlier(log, position.From), To = Math.Max(position.To, Visible(tenant, kind)) };
        var oldest = position.IsInitial ? position.To : position.From;
        if (token.Generation < _links.Current || !log.Reaches(oldest) || !log.Reaches(position.To))
            throw new GraphErrorException(DeltaRefusals.Of(Quirks.Reset, kind, request, token.Select));
        var age = clock.GetUtcNow().ToUnixTimeSeconds() - (Quirks.LifeCountsFromStart ? token.StartedAt : token.IssuedAt);
        if (!isDeltaLink && Quirks.PageLife > TimeSpan.Zero && Age(token) > Quirks.PageLife.TotalSeconds)
            throw new GraphErrorException(GraphError.ExpiredPageToken);
        if (age > options.DeltaTokenLife.TotalSeconds)
            throw new GraphErrorException(DeltaRefusals.Of(Quirks.Expired, kind, request, token.Select));
        return token with { Position = position };
    }

    private long Age(DeltaToken token) => clock.GetUtcNow().ToUnixTimeSeconds() - token.IssuedAt;

    /// <summary>Goes back a few revisions, as far as the log reaches.</summary>
    private long Earlier(ChangeLog log, long revision)
    {
        for (var back = Quirks.Replayed; back > 0; back--)
            if (log.Reaches(revision - back))
                return revision - back;
        return revision;
    }

    private DeltaPage PlanPage(Tenant tenant, ObjectKind kind, Selection selection, DeltaToken token, GraphRequest request)
    {
        var objects = kind == ObjectKind.User ? options.UsersPerDeltaPage : options.GroupsPerDeltaPage;
        if (Quirks.HonoursMaxPageSize && request.MaxPageSize is { } asked)
            objects = Math.Min(objects, asked);
        var size = new DeltaPageSize(objects, options.MembersPerSlice);
        if (Quirks.UnevenPages)
        {
            var random = Chance(token.Position);
            size = new(random.Between(1, objects), Quirks.SlicesApart ? size.Members : random.Between(1, size.Members));
        }
        var planner = new DeltaPlanner(tenant, kind, selection, size, Quirks)
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
        var random = Chance(token.Position);
        var rows = Quirks.Shuffled ? [.. page.Rows.OrderBy(_ => random.Fraction())] : page.Rows;
        var spelling = new DeltaSpelling(Quirks, random) { Tenant = tenant, Selection = selection };
        var collection = Quirks.WrongContext ? "directoryObjects" : kind.Collection();
        var answer = GraphAnswer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{request.Root}/$metadata#{collection}{suffix}");
            if (page.Next is { } next)
                writer.WriteString("@odata.nextLink", Link(request, kind, "$skiptoken", token with { Position = next }));
            else
                writer.WriteString("@odata.deltaLink", Link(request, kind, "$deltatoken", token with { Position = Done(token) }));
            writer.WriteStartArray("value");
            foreach (var row in rows)
                DeltaJson.WriteRow(writer, page, row, spelling, minimal);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        if (Applied(request, minimal) is { Length: > 0 } applied)
            answer.Headers.Add(("Preference-Applied", applied));
        return answer;
    }

    private string Applied(GraphRequest request, bool minimal) =>
        string.Join(
            ", ",
            new[]
            {
                minimal ? "return=minimal" : null,
                Quirks.HonoursMaxPageSize && request.MaxPageSize is { } size ? $"odata.maxpagesize={size}" : null,
            }.OfType<string>()
        );

    private static DeltaPosition Done(DeltaToken token) => new(token.Position.To, token.Position.To, 0, 0);

    private string Link(GraphRequest request, ObjectKind kind, string option, DeltaToken token)
    {
        var stamped = token with
        {
            IssuedAt = clock.GetUtcNow().ToUnixTimeSeconds(),
            Generation = _links.Current,
            Empty = token.Empty > 0 ? token.Empty - 1 : EmptyBefore(token.Position),
        };
        var content = tokens.Seal(Purpose(kind, option == "$deltatoken"), stamped.ToBytes());
        return $"{request.Root}/{kind.Collection()}/delta?{option}={content}";
    }

    private int EmptyBefore(DeltaPosition position) =>
        Quirks.EmptyPages == 0 ? 0 : new SeededRandom(Quirks.Seed, $"empty {position}").Below(Quirks.EmptyPages + 1);

    private SeededRandom Chance(DeltaPosition position) => new(Quirks.Seed, $"page {position}");

    private static bool IsStart(QueryOptions query) =>
        string.IsNullOrEmpty(query.SkipToken) && (string.IsNullOrEmpty(query.DeltaToken) || IsLatest(query));

    private static bool IsLatest(QueryOptions query) => string.Equals(query.DeltaToken, Latest, StringComparison.OrdinalIgnoreCase);

    private static string Purpose(ObjectKind kind, bool isDeltaLink) => $"{kind.Collection()}/delta {(isDeltaLink ? "delta" : "skip")}";
}
