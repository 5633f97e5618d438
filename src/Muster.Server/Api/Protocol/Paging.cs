using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.Server.Api.Protocol;

/// <summary>Which part of a list.</summary>
internal sealed record PageQuery
{
    /// <summary>Where the page before ended: its <c>next</c>.</summary>
    [FromQuery(Name = "cursor")]
    [Description("Where the page before ended: its `next`.")]
    public string? Cursor { get; init; }

    /// <summary>At most this many, 1 to 500; 50 when not given.</summary>
    [FromQuery(Name = "limit")]
    [Description("At most this many, 1 to 500; 50 when not given.")]
    public int? Limit { get; init; }

    /// <summary>Whether to count how many fit in all.</summary>
    [FromQuery(Name = "total")]
    [Description("Whether to count how many fit in all.")]
    public bool? Total { get; init; }

    /// <summary>Only these members of each item, with commas between; all when not given.</summary>
    [FromQuery(Name = "fields")]
    [Description("Only these members of each item, with commas between; all when not given.")]
    public string? Fields { get; init; }
}

/// <summary>A part of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">Cursor of the part that follows; null at the end.</param>
/// <param name="Total">How many rows there are in all; null unless it was asked for.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Total) : IPage
{
    IEnumerable<object?> IPage.Rows => Items.Cast<object?>();
}

/// <summary>Reads and writes cursors. They are protected: nobody can make one up or take it to another list.</summary>
internal sealed class Paging
{
    private const int Usual = 50;
    private const int Most = 500;

    /// <summary>So many of the rows before a place may go, and it is found all the same.</summary>
    private const int MostMarks = 32;

    private readonly IDataProtector _protector;
    private readonly byte[] _list;

    private Paging(IDataProtector protector, byte[] list, int limit, bool total) =>
        (_protector, _list, Limit, CountsAll) = (protector, list, limit, total);

    /// <summary>Rows of a page.</summary>
    public int Limit { get; }

    /// <summary>Rows to ask for, to know whether there are more.</summary>
    public int Fetched => Limit + 1;

    /// <summary>Whether all rows shall be counted.</summary>
    public bool CountsAll { get; }

    /// <summary>The revision that the first page showed; null on the first page. A list of the present does not move while one pages through it.</summary>
    public long? Revision { get; private init; }

    /// <summary>The place where the page before ended; null on the first page.</summary>
    public IReadOnlyList<string?>? After { get; private init; }

    /// <summary>The same as a number.</summary>
    public long? AfterNumber => After is [{ } text] ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The same as an instant and an id, as <see cref="PlaceOf"/> wrote them.</summary>
    public (DateTimeOffset At, Guid Id)? AfterInstant =>
        After is [{ } at, { } id]
            ? (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, CultureInfo.InvariantCulture)), Guid.Parse(id))
            : null;

    /// <summary>The place of a row that is listed by an instant, to the millisecond, and then by its id.</summary>
    public static IReadOnlyList<string?> PlaceOf(DateTimeOffset at, Guid id) =>
        [at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), id.ToString()];

    /// <summary>What a request asks for.</summary>
    /// <exception cref="ApiException">The limit is none, or the cursor is not of this list.</exception>
    public static Paging Of(HttpContext context, PageQuery query)
    {
        var limit = query.Limit ?? Usual;
        if (limit is < 1 or > Most)
            throw ApiException.Invalid("?limit", $"limit is {limit}; it goes from 1 to {Most}.");
        var protector = context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("Muster.Api.Cursor.v1");
        var list = ListOf(context.Request);
        var paging = new Paging(protector, list, limit, query.Total == true);
        if (query.Cursor is null)
            return paging;
        var place = paging.Read(query.Cursor);
        return new Paging(protector, list, limit, query.Total == true) { Revision = place.Revision, After = place.Parts };
    }

    /// <summary>A page of rows that were asked for with <see cref="Fetched"/>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="shown">How a row is shown.</param>
    /// <param name="place">Where a row stands.</param>
    /// <param name="count">Counts all rows.</param>
    /// <param name="revision">The revision that is shown, where that matters.</param>
    public async Task<Page<T>> PageAsync<TRow, T>(
        IReadOnlyList<TRow> rows,
        Func<TRow, T> shown,
        Func<TRow, IReadOnlyList<string?>> place,
        Func<Task<long>> count,
        long revision = 0
    ) =>
        new(
            [.. rows.Take(Limit).Select(shown)],
            rows.Count > Limit ? Write(new Place(Revision ?? revision, place(rows[Limit - 1]))) : null,
            CountsAll ? await count() : null
        );

    /// <summary>A page of a list that is known whole. Rows may come and go between two pages: the next one follows the last row given that is still there.</summary>
    /// <param name="all">All rows in their order.</param>
    /// <param name="key">Names a row.</param>
    /// <param name="shown">How a row is shown.</param>
    /// <exception cref="ApiException">None of the last rows given is there any more.</exception>
    public Page<T> Slice<TRow, T>(IReadOnlyList<TRow> all, Func<TRow, string> key, Func<TRow, T> shown)
    {
        var start = After is null ? 0 : Following([.. all.Select(row => Mark(key(row)))]);
        var end = Math.Min(start + Limit, all.Count);
        var rows = all.Skip(start).Take(Limit).Select(shown).ToList();
        var next = end < all.Count && rows.Count > 0 ? Write(new Place(0, Marks(all, end, key))) : null;
        return new Page<T>(rows, next, CountsAll ? all.Count : null);
    }

    /// <summary>The last rows before a place, the nearest first; a null at the end where they reach back to the first row.</summary>
    private static IReadOnlyList<string?> Marks<TRow>(IReadOnlyList<TRow> all, int end, Func<TRow, string> key)
    {
        var marks = Enumerable.Range(1, Math.Min(end, MostMarks)).Select(string? (back) => Mark(key(all[end - back])));
        return end <= MostMarks ? [.. marks, null] : [.. marks];
    }

    private int Following(List<string> marks)
    {
        foreach (var mark in After!)
            if (mark is null)
                return 0;
            else if (marks.IndexOf(mark) is >= 0 and var index)
                return index + 1;
        throw ApiException.Invalid(
            "?cursor",
            "The rows at the end of the page before are gone, so its place cannot be found. Begin again without a cursor.",
            "badCursor"
        );
    }

    /// <summary>Short, since a cursor has many; two of a few thousand rows do not share one.</summary>
    private static string Mark(string key) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 9));

    private string Write(Place place)
    {
        byte[] content = [.. _list, .. JsonSerializer.SerializeToUtf8Bytes(place)];
        return Convert.ToBase64String(_protector.Protect(content)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private Place Read(string cursor)
    {
        try
        {
            var text = cursor.Replace('-', '+').Replace('_', '/');
            var content = _protector.Unprotect(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
            if (content.AsSpan(0, _list.Length).SequenceEqual(_list))
                return JsonSerializer.Deserialize<Place>(content.AsSpan(_list.Length))!;
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException or JsonException or ArgumentException)
        {
            // Said below.
        }
        throw ApiException.Invalid(
            "?cursor",
            "The cursor is not one of this list with these filters. Begin again without a cursor.",
            "badCursor"
        );
    }

    /// <summary>Path and filters: what makes a list this one.</summary>
    private static byte[] ListOf(HttpRequest request)
    {
        var text = new StringBuilder(request.Path);
        foreach (var (name, value) in request.Query.OrderBy(item => item.Key, StringComparer.OrdinalIgnoreCase))
            if (name.ToLowerInvariant() is not ("cursor" or "limit" or "total" or "fields"))
                text.Append('\n').Append(name.ToLowerInvariant()).Append('=').AppendJoin(',', value.ToArray());
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private sealed record Place(long Revision, IReadOnlyList<string?> Parts);
}
