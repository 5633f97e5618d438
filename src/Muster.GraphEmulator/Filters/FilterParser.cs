using System.Globalization;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>Reads the part of OData's filter language that Graph's directory takes.</summary>
internal sealed class FilterParser
{
    private const int DeepestNesting = 50;
    private readonly string _filter;
    private readonly PropertyCatalog _catalog;
    private readonly List<FilterToken> _tokens;
    private int _next;
    private int _depth;

    private FilterParser(string filter, PropertyCatalog catalog)
    {
        _filter = filter;
        _catalog = catalog;
        _tokens = FilterLexer.Read(filter);
    }

    /// <summary>Whether something in the filter is for advanced queries only.</summary>
    public bool NeedsAdvanced { get; private set; }

    /// <summary>How many alternatives <c>or</c> and <c>in</c> make.</summary>
    public int Alternatives { get; private set; } = 1;

    /// <exception cref="GraphErrorException">Not a filter, or not one that the directory takes.</exception>
    public static (FilterNode Node, FilterParser Parser) Parse(string filter, PropertyCatalog catalog)
    {
        var parser = new FilterParser(filter, catalog);
        var node = parser.ReadOr();
        parser.Expect(FilterTokenKind.End);
        return (node, parser);
    }

    private FilterToken Current => _tokens[_next];

    private FilterNode ReadOr()
    {
        if (++_depth > DeepestNesting)
            throw new GraphErrorException(GraphError.BadRequest("Invalid filter clause: Recursion depth exceeded limit."));
        var node = ReadAnd();
        while (TakeWord("or"))
        {
            Alternatives++;
            node = new FilterNode.Or(node, ReadAnd());
        }
        _depth--;
        return node;
    }

    private FilterNode ReadAnd()
    {
        var node = ReadUnary();
        while (TakeWord("and"))
            node = new FilterNode.And(node, ReadUnary());
        return node;
    }

    private FilterNode ReadUnary()
    {
        if (TakeWord("not"))
        {
            NeedsAdvanced = true;
            return new FilterNode.Not(ReadUnaryInParentheses());
        }
        return ReadUnaryInParentheses();
    }

    private FilterNode ReadUnaryInParentheses()
    {
        if (!Take(FilterTokenKind.Open))
            return ReadTerm();
        var inner = ReadOr();
        Expect(FilterTokenKind.Close);
        return inner;
    }

    private FilterNode ReadTerm()
    {
        var word = Expect(FilterTokenKind.Word).Value;
        if (word.ToLowerInvariant() is "startswith" or "endswith" && Current.Kind == FilterTokenKind.Open)
            return ReadFunction(word.ToLowerInvariant());
        if (Current.Kind == FilterTokenKind.Open)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        var property = FindProperty(word);
        if (Take(FilterTokenKind.Slash))
            return ReadAny(property ?? throw new GraphErrorException(GraphError.UnsupportedQuery()));
        if (property?.Type == PropertyType.TextList)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        return ReadComparison(new(property));
    }

    private FilterNode.Comparison ReadFunction(string function)
    {
        Expect(FilterTokenKind.Open);
        var property = FindProperty(Expect(FilterTokenKind.Word).Value);
        Expect(FilterTokenKind.Comma);
        var literal = Expect(FilterTokenKind.Text).Value;
        Expect(FilterTokenKind.Close);
        if (property?.Type is not PropertyType.Text)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        NeedsAdvanced |= function == "endswith";
        // OData writes these as true or false values: startswith(…) eq true.
        if (TakeWord("eq") && !TakeWord("true"))
            throw Invalid();
        return new(new(property), function, literal);
    }

    private FilterNode ReadComparison(FilterOperand operand)
    {
        var name = Expect(FilterTokenKind.Word).Value.ToLowerInvariant();
        if (name == "in")
            return ReadIn(operand);
        if (name is "gt" or "lt" or "has")
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        if (name is not ("eq" or "ne" or "ge" or "le"))
            throw Invalid();
        var literal = ReadLiteral(operand);
        NeedsAdvanced |= name == "ne";
        if (name is "ge" or "le" && operand.Property?.Type == PropertyType.Boolean)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        return new FilterNode.Comparison(operand, name, literal);
    }

    private FilterNode.In ReadIn(FilterOperand operand)
    {
        Expect(FilterTokenKind.Open);
        var literals = new List<object?>();
        do literals.Add(ReadLiteral(operand));
        while (Take(FilterTokenKind.Comma));
        Expect(FilterTokenKind.Close);
        Alternatives += literals.Count - 1;
        return new(operand, literals);
    }

    private FilterNode.Any ReadAny(DirectoryProperty property)
    {
        var isAny = TakeWord("any");
        if (!isAny || property.Type != PropertyType.TextList)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        Expect(FilterTokenKind.Open);
        var variable = Expect(FilterTokenKind.Word).Value;
        Expect(FilterTokenKind.Colon);
        var isFunction = TakeWord("startswith");
        if (isFunction)
            Expect(FilterTokenKind.Open);
        if (!TakeWord(variable))
            throw Invalid();
        if (isFunction)
            Expect(FilterTokenKind.Comma);
        else if (!TakeWord("eq"))
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        var literal = Expect(FilterTokenKind.Text).Value;
        if (isFunction)
            Expect(FilterTokenKind.Close);
        Expect(FilterTokenKind.Close);
        return new(property, isFunction ? "startswith" : "eq", literal);
    }

    private object? ReadLiteral(FilterOperand operand)
    {
        var token = Current;
        _next = Math.Min(_next + 1, _tokens.Count - 1);
        var isBoolean = operand.Property?.Type == PropertyType.Boolean;
        return (token.Kind, token.Value) switch
        {
            (FilterTokenKind.Word, "null") => null,
            (FilterTokenKind.Word, "true" or "false") when isBoolean => token.Value == "true",
            (FilterTokenKind.Text, _) when !isBoolean => token.Value,
            (FilterTokenKind.Word, _) when operand.Property?.Type == PropertyType.Instant => Instant(token),
            _ => throw Invalid(token.Position),
        };
    }

    private string Instant(FilterToken token) =>
        DateTimeOffset.TryParse(token.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : throw Invalid(token.Position);

    private DirectoryProperty? FindProperty(string name)
    {
        if (name.Equals("id", StringComparison.OrdinalIgnoreCase))
            return null;
        if (!_catalog.TryFind(name, out var property))
            throw new GraphErrorException(
                GraphError.BadRequest(
                    $"Invalid filter clause: Could not find a property named '{name}' on type 'microsoft.graph.{_catalog.Kind.Noun()}'."
                )
            );
        return property.IsIndexed
            ? property
            : throw new GraphErrorException(GraphError.UnsupportedQuery("The request uses a filter property that is not indexed"));
    }

    private bool Take(FilterTokenKind kind)
    {
        if (Current.Kind != kind)
            return false;
        _next++;
        return true;
    }

    private bool TakeWord(string word)
    {
        if (Current.Kind != FilterTokenKind.Word || !Current.Value.Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _next++;
        return true;
    }

    private FilterToken Expect(FilterTokenKind kind)
    {
        var token = Current;
        if (token.Kind != kind)
            throw Invalid();
        if (kind != FilterTokenKind.End)
            _next++;
        return token;
    }

    private GraphErrorException Invalid() => Invalid(Current.Position);

    private GraphErrorException Invalid(int position) => FilterLexer.Invalid(_filter, position);
}
