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

    public string? Search => this["search"];

    public string? Expand => this["expand"];

    public bool Count => this["count"] is { } count && (count == "1" || (bool.TryParse(count, out var isAsked) && isAsked));

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

    /// <exception cref="GraphErrorException">An option is unknown, given twice, or has an impossible value.</exception>
    public static QueryOptions Parse(string query)
    {
        var options = new QueryOptions(query.StartsWith('?') ? query[1..] : query);
        foreach (var pair in options.Raw.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            options.Add(name, equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }
        options.Check();
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

    /// <summary>Options whose values can be judged without knowing the resource.</summary>
    private void Check()
    {
        if (this["count"] is { } count && count is not ("0" or "1") && !bool.TryParse(count, out _))
            throw new GraphErrorException(
                GraphError.BadRequest(
                    $"Invalid value '{count}' for $count query option found. Valid values are '0', '1', 'true', and 'false'."
                )
            );
        var isJson = this["format"] is not { } format || format.Split(';')[0].Trim().ToLowerInvariant() is "json" or "application/json";
        if (!isJson)
            throw new GraphErrorException(
                GraphError.BadRequest($"A supported MIME type could not be found that matches the acceptable '$format={this["format"]}'.")
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
