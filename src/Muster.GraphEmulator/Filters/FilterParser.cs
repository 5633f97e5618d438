using System.Globalization;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>Reads the part of OData's filter language that Graph's directory takes.</summary>
internal sealed class FilterParser
{
    private const int DeepestNesting = 50;

    private readonly string _filter;
    private readonly FilterNames _names;
    private readonly List<FilterToken> _tokens;
    private int _next;
    private int _depth;

    private FilterParser(string filter, Tenant tenant, ObjectKind kind)
    {
        _filter = filter;
        _names = new(tenant, kind);
        _tokens = FilterLexer.Read(filter);
    }

    /// <summary>Whether something in the filter is for advanced queries only.</summary>
    public bool NeedsAdvanced { get; private set; }

    /// <summary>How many alternatives <c>or</c> and <c>in</c> make.</summary>
    public int Alternatives { get; private set; } = 1;

    /// <exception cref="GraphErrorException">Not a filter, or not one that the directory takes.</exception>
    public static (FilterNode Node, FilterParser Parser) Parse(string filter, Tenant tenant, ObjectKind kind)
    {
        var parser = new FilterParser(filter, tenant, kind);
        var node = parser.ReadOr();
        parser.Expect(FilterTokenKind.End);
        return (node, parser);
    }

    /// <summary>Whether anything but the object's id is looked at.</summary>
    public bool ReadsProperties { get; private set; }

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
        if (Current.Kind == FilterTokenKind.Slash && _tokens[_next + 1].Value.Equals("$count", StringComparison.OrdinalIgnoreCase))
            return ReadCounted(word);
        if (Current.Kind == FilterTokenKind.Slash && !_names.IsStructure(word))
            return ReadAny(word);
        var operand = ReadOperand(word);
        if (operand.Type is PropertyType.TextList or PropertyType.Complex)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        return ReadComparison(operand);
    }

    private FilterNode.Counted ReadCounted(string name)
    {
        _next += 2;
        NeedsAdvanced = true;
        ReadsProperties = true;
        var operation = Expect(FilterTokenKind.Word).Value.ToLowerInvariant();
        if (operation is not ("eq" or "ne" or "ge" or "le" or "gt" or "lt"))
            throw Invalid();
        var literal = Expect(FilterTokenKind.Word);
        return int.TryParse(literal.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(_names.Counter(name), operation, number)
            : throw Invalid(literal.Position);
    }

    /// <summary>A property, or a member of one of the two structures that can be filtered by theirs.</summary>
    private FilterOperand ReadOperand(string name)
    {
        if (name.Equals("id", StringComparison.OrdinalIgnoreCase))
            return new((DirectoryProperty?)null);
        ReadsProperties = true;
        if (name.Equals("deletedDateTime", StringComparison.OrdinalIgnoreCase))
            return new((DirectoryProperty?)null) { IsDeletion = true };
        if (!_names.IsStructure(name))
            return new(_names.Indexed(name));
        return Take(FilterTokenKind.Slash)
            ? _names.Part(name, Expect(FilterTokenKind.Word).Value)
            : throw new GraphErrorException(GraphError.UnsupportedQuery());
    }

    private FilterNode.Comparison ReadFunction(string function)
    {
        Expect(FilterTokenKind.Open);
        var operand = ReadOperand(Expect(FilterTokenKind.Word).Value);
        Expect(FilterTokenKind.Comma);
        var literal = Expect(FilterTokenKind.Text).Value;
        Expect(FilterTokenKind.Close);
        if (operand.IsId || operand.Type is not (PropertyType.Text or PropertyType.Open))
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        NeedsAdvanced |= function == "endswith";
        // OData writes these as true or false values: startswith(…) eq true.
        if (TakeWord("eq") && !TakeWord("true"))
            throw Invalid();
        return new(operand, function, literal);
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
        var literal = ReadLiteral(operand, name);
        NeedsAdvanced |= name == "ne";
        if (name is "ge" or "le" && (operand.Type == PropertyType.Boolean || literal is null))
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        return new FilterNode.Comparison(operand, name, literal);
    }

    private FilterNode.In ReadIn(FilterOperand operand)
    {
        Expect(FilterTokenKind.Open);
        var literals = new List<object?>();
        do literals.Add(ReadLiteral(operand, "in"));
        while (Take(FilterTokenKind.Comma));
        Expect(FilterTokenKind.Close);
        Alternatives += literals.Count - 1;
        return new(operand, literals);
    }

    private FilterNode.Any ReadAny(string name)
    {
        var property = _names.Indexed(name);
        ReadsProperties = true;
        Expect(FilterTokenKind.Slash);
        if (!TakeWord("any") || property.Type != PropertyType.TextList)
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        Expect(FilterTokenKind.Open);
        var variable = Expect(FilterTokenKind.Word).Value;
        Expect(FilterTokenKind.Colon);
        var function =
            TakeWord("startswith") ? "startswith"
            : TakeWord("endswith") ? "endswith"
            : null;
        NeedsAdvanced |= function == "endswith";
        if (function is not null)
            Expect(FilterTokenKind.Open);
        if (!TakeWord(variable))
            throw Invalid();
        if (function is not null)
            Expect(FilterTokenKind.Comma);
        else if (!TakeWord("eq"))
            throw new GraphErrorException(GraphError.UnsupportedQuery());
        var literal = Expect(FilterTokenKind.Text).Value;
        if (function is not null)
            Expect(FilterTokenKind.Close);
        Expect(FilterTokenKind.Close);
        return new(property, function ?? "eq", literal);
    }

    private object? ReadLiteral(FilterOperand operand, string operation)
    {
        var token = Current;
        _next = Math.Min(_next + 1, _tokens.Count - 1);
        if (!FilterLiteral.TryRead(token, out var literal))
            throw Invalid(token.Position);
        FilterLiteral.Check(operand, operation, literal);
        return literal;
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
