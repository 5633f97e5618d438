using System.Globalization;
using Microsoft.AspNetCore.Http;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Tests.Api;

/// <summary>Lists that are known whole, page by page, while rows come and go.</summary>
[Collection(ApiRig.Name)]
public sealed class SliceTests(ApiRig rig)
{
    private static readonly int[] All = [.. Enumerable.Range(1, 100)];

    [Theory]
    [InlineData(20, "1-20")]
    [InlineData(20, "1-19")]
    [InlineData(20, "20-20")]
    [InlineData(20, "5-20")]
    [InlineData(50, "20-50")]
    [InlineData(5, "")]
    public void Rows_that_go_while_one_pages_neither_hide_nor_repeat_others(int limit, string gone)
    {
        var first = Read(All, limit, null);
        var now = All.Except(Numbers(gone)).ToList();
        Assert.Equal(Numbers($"{limit + 1}-100"), Read(now, 500, first.Next).Items);
    }

    [Fact]
    public void Where_all_rows_around_the_place_are_gone_one_begins_again_rather_than_to_miss_some()
    {
        var first = Read(All, 50, null);
        var lost = Assert.Throws<ApiException>(() => Read([.. Numbers("1-9"), .. Numbers("51-100")], 500, first.Next));
        Assert.Equal("badCursor", lost.Errors[0].Code);
    }

    [Fact]
    public void Rows_that_come_before_the_place_do_not_repeat_others()
    {
        var first = Read(All, 20, null);
        Assert.Equal(Numbers("21-100"), Read([0, .. All], 500, first.Next).Items);
    }

    private static List<int> Numbers(string range) =>
        range.Split('-') is [var from, var to] && int.Parse(from, CultureInfo.InvariantCulture) is var start
            ? [.. Enumerable.Range(start, int.Parse(to, CultureInfo.InvariantCulture) - start + 1)]
            : [];

    private Page<int> Read(IReadOnlyList<int> rows, int limit, string? cursor) =>
        Paging
            .Of(new DefaultHttpContext { RequestServices = rig.Server.Server.Services }, new PageQuery { Cursor = cursor, Limit = limit })
            .Slice(rows, number => $"{number}", number => number);
}
