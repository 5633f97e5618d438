using System.Text.Json;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Listing;

/// <summary>Pages a list and writes it with its links and counts.</summary>
internal sealed class ListWriter(EmulatorOptions options, SealedTokens tokens, TimeProvider clock)
{
    /// <summary>Most rows of a page that tells when users last signed in (UL).</summary>
    private const int LargestSignInPage = 500;

    /// <param name="request">Whose page size, token and count options are followed.</param>
    /// <param name="context">Fragment of the context URL.</param>
    /// <param name="rows">All rows from a position on.</param>
    /// <param name="writeRow">Writes what is between the braces of one row.</param>
    public GraphAnswer Write(
        GraphRequest request,
        string context,
        Func<int, IEnumerable<Row>> rows,
        Action<Utf8JsonWriter, DirectoryObject> writeRow
    )
    {
        request.Query.Refuse("skip", "deltatoken");
        var size = PageSize(request);
        var start = ReadToken(request);
        var page = RowPage.Take(rows(start), size);
        var count = request.IsAdvanced && request.Query.SkipToken is null ? rows(0).Count() : (int?)null;
        return GraphAnswer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{request.Root}/$metadata#{context}");
            if (count is { } total)
                writer.WriteNumber("@odata.count", total);
            if (page.Next is { } next)
                writer.WriteString("@odata.nextLink", NextLink(request, next));
            writer.WriteStartArray("value");
            foreach (var row in page.Rows)
            {
                writer.WriteStartObject();
                writeRow(writer, row);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>The bare number that a <c>/$count</c> segment answers.</summary>
    /// <exception cref="GraphErrorException">The request lacks <c>ConsistencyLevel: eventual</c>.</exception>
    public static GraphAnswer Count(GraphRequest request, Func<int, IEnumerable<Row>> rows)
    {
        if (!request.Eventual)
            throw new GraphErrorException(GraphError.InvalidRequest("$count is not currently supported."));
        return GraphAnswer.Text(rows(0).Count().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private int PageSize(GraphRequest request)
    {
        var asked = request.Query.Top;
        if (!Mentions(request.Query.Select) && !Mentions(request.Query.Filter))
            return asked ?? options.ListPageSize;
        if (asked > LargestSignInPage)
            throw new GraphErrorException(
                GraphError.UnsupportedQuery($"Invalid page size specified: '{asked}'. Must be between 1 and {LargestSignInPage} inclusive.")
            );
        return Math.Min(asked ?? options.ListPageSize, LargestSignInPage);

        static bool Mentions(string? option) =>
            option?.Contains(PropertyCatalog.SignInActivityName, StringComparison.OrdinalIgnoreCase) == true;
    }

    private int ReadToken(GraphRequest request)
    {
        if (request.Query.SkipToken is not { } token)
            return 0;
        if (tokens.Open(Purpose(request), token) is not { Length: sizeof(int) + sizeof(long) } content)
            throw new GraphErrorException(GraphError.InvalidRequest("Badly formed token."));
        if (Now() - BitConverter.ToInt64(content, sizeof(int)) > (long)options.PageTokenLife.TotalSeconds)
            throw new GraphErrorException(GraphError.ExpiredPageToken);
        return BitConverter.ToInt32(content);
    }

    private string NextLink(GraphRequest request, int next)
    {
        var kept = request
            .Query.Raw.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !Uri.UnescapeDataString(pair).TrimStart('$').StartsWith("skiptoken=", StringComparison.OrdinalIgnoreCase));
        var token = tokens.Seal(Purpose(request), [.. BitConverter.GetBytes(next), .. BitConverter.GetBytes(Now())]);
        return $"{request.Root}{request.RawPath}?{string.Join('&', kept.Append($"$skiptoken={token}"))}";
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeSeconds();

    private static string Purpose(GraphRequest request) => $"list {string.Join('/', request.Path).ToLowerInvariant()}";
}
