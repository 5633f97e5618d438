using System.IO.Compression;

namespace Muster.Cli.Tests.Faults;

/// <summary>Files that the emulator is given and cannot use.</summary>
public sealed class HistoryFileFaultTests
{
    private const string Header = """{"format":"muster-directory-history/1","commits":1}""";
    private const string First =
        """{"at":"2026-01-01T00:00:00Z","seq":1,"ops":[{"op":"group.add","id":"0f8fad5b-d9cb-469f-a165-70867728950e","displayName":"A","mail":null,"description":null}]}""";

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("""{"format":"muster-directory-history/9"}""")]
    [InlineData("[1,2,3]")]
    [InlineData(Header + "\n{\"at\":\"2026-01-01T00:00:00Z\",\"seq\":1,\"ops\":[{\"op\":\"user.dance\"}]}")]
    [InlineData(Header + "\n{\"at\":\"2026-01-01T00:00:00Z\",\"seq\":7,\"ops\":[]}")]
    [InlineData(Header + "\n{\"at\":\"2026-01-01T00:0")]
    public async Task A_file_that_is_no_history_names_itself_and_what_is_wrong(string content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("wrong.history.jsonl", content);
        Assert.Contains("wrong.history.jsonl", await StartFailsAsync(1, "--history", file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_file_that_was_cut_names_itself()
    {
        using var folder = new TemporaryFolder();
        var file = folder.In("cut.history.jsonl.gz");
        using (var whole = new MemoryStream())
        {
            using (var zip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
            using (var writer = new StreamWriter(zip))
            {
                await writer.WriteLineAsync(Header);
                for (var seq = 1; seq <= 200; seq++)
                    await writer.WriteLineAsync(
                        First
                            .Replace("\"seq\":1", $"\"seq\":{seq}", StringComparison.Ordinal)
                            .Replace("0f8fad5b-d9cb-469f-a165-70867728950e", Guid.NewGuid().ToString(), StringComparison.Ordinal)
                    );
            }
            await File.WriteAllBytesAsync(file, whole.ToArray()[..(int)(whole.Length / 2)], Tests.Token);
        }
        Assert.Contains("cut.history.jsonl.gz", await StartFailsAsync(1, "--history", file, "--at", "200"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_only_says_it_is_compressed_names_itself()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("plain.history.jsonl.gz", "this is not gzip");
        Assert.Contains("plain.history.jsonl.gz", await StartFailsAsync(1, "--history", file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found() =>
        Assert.Contains("nowhere.jsonl", await StartFailsAsync(7, "--history", "nowhere.jsonl"), StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_not_found()
    {
        using var folder = new TemporaryFolder();
        await StartFailsAsync(7, "--history", folder.Path);
    }

    [Theory]
    [InlineData("--size", "many")]
    [InlineData("--size", "0x0")]
    [InlineData("--port", "99999")]
    [InlineData("--page-size", "0")]
    [InlineData("--at", "-1")]
    public async Task An_option_out_of_range_is_wrong_usage(string option, string value) =>
        Assert.Contains(option, await StartFailsAsync(64, option, value), StringComparison.Ordinal);

    [Fact]
    public async Task A_change_set_past_the_end_is_said()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.history.jsonl", $"{Header}\n{First}\n");
        Assert.Contains("9", await StartFailsAsync(1, "--history", file, "--at", "9"), StringComparison.Ordinal);
    }

    private static async Task<string> StartFailsAsync(int code, params string[] options)
    {
        using var muster = new CommandLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var result = await muster.RunAsync(limit.Token, ["emulator", .. options]);
        Troubled.AssertOneMessage(result, code);
        return result.Said();
    }
}
