using Muster.Server.Ui;

namespace Muster.Server.Tests;

/// <summary>Lists have no end but their own: whoever goes on gets to the last row, and what is kept of a list does not grow.</summary>
public sealed class KeysetListTests
{
    private const int Most = KeysetList<string>.Most;

    [Theory]
    [InlineData(49)]
    [InlineData(1000)]
    [InlineData(5432)]
    public async Task Whoever_goes_on_gets_to_the_last_row_and_no_more_than_a_window_is_kept(int all)
    {
        var (list, source) = (new KeysetList<string>(), new Source(all));
        var place = 0;
        for (var pages = 0; list.Total == 0 || list.Before + list.Shown < list.Total; pages++)
        {
            Assert.InRange(pages, 0, all / KeysetList<string>.Page);
            await source.ShowAsync(list, place);
            Assert.InRange(list.Rows.Count, 1, Most);
            Assert.Equal(Source.Rows(list.Before, list.Rows.Count), list.Rows);
            place = list.Further;
        }
        Assert.Equal(Source.Rows(all - 1, 1)[0], list.Rows[^1]);
        // No row was asked for twice on the way.
        Assert.Equal(all, source.Read);
    }

    [Fact]
    public async Task The_same_place_shows_the_same_rows_on_the_way_down_on_the_way_up_and_by_its_address()
    {
        var (list, source) = (new KeysetList<string>(), new Source(5432));
        var seen = new Dictionary<int, IReadOnlyList<string>>();
        for (var place = KeysetList<string>.Page; place <= 5400; place += KeysetList<string>.Page)
        {
            await source.ShowAsync(list, place);
            seen[place] = [.. list.Rows];
        }
        for (var place = list.Earlier; list.Before > 0; place = list.Earlier)
        {
            await source.ShowAsync(list, place);
            Assert.Equal(seen[place], list.Rows);
        }
        Assert.Equal(Most, list.Before + list.Shown);
        foreach (var place in new[] { 50, 1000, 1050, 3000, 5400 })
        {
            var fresh = new KeysetList<string>();
            await source.ShowAsync(fresh, place);
            Assert.Equal(seen[place], fresh.Rows);
        }
    }

    [Fact]
    public async Task A_page_further_up_costs_no_more_than_two_windows_however_far_down_one_is()
    {
        var (list, source) = (new KeysetList<string>(), new Source(20_000));
        await source.ShowAsync(list, 19_000);
        var before = source.Read;
        await source.ShowAsync(list, list.Earlier);
        Assert.InRange(source.Read - before, 1, 2 * Most);
        await source.ShowAsync(list, 0);
        Assert.Equal(Source.Rows(0, KeysetList<string>.Page), list.Rows);
    }

    [Fact]
    public async Task Whoever_asks_twice_at_once_gets_no_row_twice_and_what_is_begun_anew_has_nothing_of_before()
    {
        var list = new KeysetList<string>();
        var gates = new[] { new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource() };
        var asked = 0;
        async IAsyncEnumerable<string> After(string? last, int most)
        {
            await gates[asked++].Task;
            var from = last is null ? 0 : int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) + 1;
            foreach (var row in Source.Rows(from, most))
                yield return row;
        }
        async IAsyncEnumerable<string> Others(string? last, int most)
        {
            await Task.Yield();
            yield return "other";
        }

        var (first, second) = (
            list.GrowAsync(50, After, () => Task.FromResult(500L)),
            list.GrowAsync(100, After, () => Task.FromResult(500L))
        );
        gates[0].SetResult();
        gates[1].SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(Source.Rows(0, 100), list.Rows);

        var left = list.GrowAsync(150, After, () => Task.FromResult(500L));
        list.Clear();
        var anew = list.GrowAsync(0, Others, () => Task.FromResult(1L));
        gates[2].SetResult();
        await Task.WhenAll(left, anew);
        Assert.Equal(["other"], list.Rows);
        Assert.Equal(1, list.Total);
    }

    [Fact]
    public async Task A_place_beyond_the_end_shows_the_end()
    {
        var (list, source) = (new KeysetList<string>(), new Source(1234));
        await source.ShowAsync(list, 9000);
        Assert.Equal(Source.Rows(234, Most), list.Rows);
        source.All = 10;
        await source.ShowAsync(list, list.Earlier);
        Assert.Equal(Source.Rows(0, 10), list.Rows);
        list.Show(9000, Source.Rows(0, 10));
        Assert.Equal((10, 0, 10), (list.Shown, list.Before, (int)list.Total));
        list.Show(0, []);
        Assert.Equal((0, 0), (list.Shown, list.Before));
    }

    [Fact]
    public async Task A_place_far_beyond_what_is_shown_does_not_have_the_whole_list_read()
    {
        const int Ahead = KeysetList<string>.MostAhead;
        var (list, source) = (new KeysetList<string>(), new Source(3 * Ahead));
        await source.ShowAsync(list, 2_000_000_000);
        Assert.Equal((Ahead, Source.Rows(Ahead - 1, 1)[0]), (source.Read, list.Rows[^1]));
        await source.ShowAsync(list, list.Further);
        Assert.Equal(Source.Rows(Ahead + KeysetList<string>.Page - 1, 1)[0], list.Rows[^1]);
    }

    /// <summary>A list of which rows are asked behind a row.</summary>
    private sealed class Source(int all)
    {
        public int All { get; set; } = all;

        public int Read { get; private set; }

        public static IReadOnlyList<string> Rows(int from, int count) =>
            [.. Enumerable.Range(from, count).Select(number => $"{number:D6}")];

        public Task ShowAsync(KeysetList<string> list, int place) => list.GrowAsync(place, After, () => Task.FromResult((long)All));

        private IAsyncEnumerable<string> After(string? last, int most)
        {
            var from = last is null ? 0 : int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) + 1;
            var rows = Rows(from, Math.Clamp(All - from, 0, most));
            Read += rows.Count;
            return rows.ToAsyncEnumerable();
        }
    }
}
