using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Muster.Server.Api.Protocol;

/// <summary>A part of a list, whatever it lists.</summary>
internal interface IPage
{
    /// <summary>The rows.</summary>
    IEnumerable<object?> Rows { get; }

    /// <summary>Cursor of the part that follows; null at the end.</summary>
    string? Next { get; }

    /// <summary>How many rows there are in all; null unless it was asked for.</summary>
    long? Total { get; }
}

/// <summary>Sends only the members of items that a program asks for with <c>fields</c>. It is one place for every list: whatever answers with a <see cref="Page{T}"/> takes it.</summary>
/// <param name="item">The type of an item.</param>
internal sealed class SparseFields(Type item)
{
    private readonly HashSet<string> _known = ApiJson
        .Options.GetTypeInfo(item)
        .Properties.Select(property => property.Name)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The fields of the list that a handler answers with; null when it answers with something else.</summary>
    public static SparseFields? Of(MethodInfo handler)
    {
        var answer = handler.ReturnType;
        if (answer.IsGenericType && answer.GetGenericTypeDefinition() == typeof(Task<>))
            answer = answer.GetGenericArguments()[0];
        return answer.IsGenericType && answer.GetGenericTypeDefinition() == typeof(Page<>)
            ? new SparseFields(answer.GetGenericArguments()[0])
            : null;
    }

    /// <summary>The members that a request asks for; null for all.</summary>
    /// <exception cref="ApiException">An item has no such member.</exception>
    public IReadOnlySet<string>? Asked(HttpRequest request)
    {
        if (!request.Query.TryGetValue("fields", out var asked))
            return null;
        var names = asked.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 && Array.TrueForAll(names, _known.Contains)
            ? names.ToHashSet(StringComparer.Ordinal)
            : throw ApiException.Invalid(
                "?fields",
                $"{(Array.Find(names, name => !_known.Contains(name)) is { } wrong ? $"An item has no member '{wrong}'" : "Name at least one member of an item")}. There are: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.",
                "unknownField"
            );
    }

    /// <summary>The same page with these members only.</summary>
    public static IResult Only(IPage page, IReadOnlySet<string> fields) =>
        Results.Json(
            new Page<JsonObject>([.. page.Rows.Select(row => Only(row, fields))], page.Next, page.Total),
            ApiJson.Options,
            "application/json; charset=utf-8"
        );

    private static JsonObject Only(object? row, IReadOnlySet<string> fields)
    {
        // Read back leniently: a fact of the audit log that stands twice in an entry is no reason to give nothing.
        var whole = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(row, row!.GetType(), ApiJson.Options))!.AsObject();
        foreach (var name in whole.Select(member => member.Key).Where(name => !fields.Contains(name)).ToList())
            whole.Remove(name);
        return whole;
    }
}
