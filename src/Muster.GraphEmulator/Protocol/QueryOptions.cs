using System.Globalization;

namespace Muster.GraphEmulator.Protocol;

/// <summary>The query options of a request; names without regard to case, with or without <c>$</c>.</summary>
internal sealed class QueryOptions
{
    public const int DefaultPageSize = 100;
    public const int LargestPageSize = 999;

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "select",
        "filter",
        "top",
        "count",
        "orderby",
        "search",
        "expand",
        "skip",
        "skiptoken",
        "deltatoken",
        "format",
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private QueryOptions(string raw) => Raw = raw;

    /// <summary>The query as it was sent, without the question mark.</summary>
    public string Raw { get; }

    public string? Select => this["select"];

    public string? Filter => this["filter"];

    public string? OrderBy => this["orderby"];

    public string? SkipToken => this["skiptoken"];

    public string? DeltaToken => this["deltatoken"];

    public bool Count => string.Equals(this["count"], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Rows a page, or null when the request leaves that to the service.</summary>
    /// <exception cref="GraphErrorException">Not a number from 1 to 999.</exception>
    public int? Top
    {
        get
        {
            if (this["top"] is not { } text)
                return null;
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var top))
                throw new GraphErrorException(GraphError.BadRequest($"Invalid value '{text}' for $top query option found."));
            return top is >= 1 and <= LargestPageSize
                ? top
                : throw new GraphErrorException(
                    GraphError.UnsupportedQuery(
                        $"Invalid page size specified: '{text}'. Must be between 1 and {LargestPageSize} inclusive."
                    )
                );
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    public bool Has(string name) => _values.ContainsKey(name);

    /// <exception cref="GraphErrorException">An option is unknown or given twice.</exception>
    public static QueryOptions Parse(string query)
    {
        var options = new QueryOptions(query.StartsWith('?') ? query[1..] : query);
        foreach (var pair in options.Raw.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            options.Add(name, equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }
        return options;
    }

    /// <summary>Refuses options that the operation does not take.</summary>
    /// <exception cref="GraphErrorException">One of them is there.</exception>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Has(name))
                throw new GraphErrorException(
                    name == "skip"
                        ? GraphError.InvalidRequest("'$skip' is not supported by the service.")
                        : GraphError.UnsupportedQuery($"The query option '${name}' is not supported for this request.")
                );
        }
    }

    /// <summary>Refuses <c>$search</c>: without its header as Graph does, with it because the emulator has no search index.</summary>
    /// <exception cref="GraphErrorException">The option is there.</exception>
    public void RefuseSearch(bool eventual)
    {
        if (Has("search"))
            throw new GraphErrorException(
                GraphError.UnsupportedQuery(
                    eventual
                        ? "The query option '$search' is not supported for this request."
                        : "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"
                )
            );
    }

    private void Add(string name, string value)
    {
        var bare = name.StartsWith('$') ? name[1..] : name;
        if (!Known.Contains(bare))
        {
            // A name without the dollar sign that is not a system option is the caller's own and left alone, as OData has it.
            if (name.StartsWith('$'))
                throw new GraphErrorException(GraphError.BadRequest($"The query parameter '{name}' is not supported."));
            return;
        }
        if (!_values.TryAdd(bare, value))
            throw new GraphErrorException(
                GraphError.BadRequest($"Query option '${bare}' was specified more than once, but it must be specified at most once.")
            );
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
