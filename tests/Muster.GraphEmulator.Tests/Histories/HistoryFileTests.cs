using System.IO.Compression;
using System.Text;
using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Tests.Histories;

public sealed class HistoryFileTests
{
    [Fact]
    public void A_real_organisation_replays_to_every_checkpoint_of_its_file()
    {
        var history = new HistoryFile(SharedFolder.FileOrSkip("directory-history", "kubernetes-org.history.jsonl.gz"));
        var checkpoints = history.Checkpoints().ToDictionary(checkpoint => checkpoint.Seq);
        var (directory, seq) = (new StrictDirectory(), 0L);
        foreach (var changes in history.ChangeSets())
        {
            directory.Apply(changes);
            Assert.Equal(++seq, changes.Seq);
            if (checkpoints.Remove(changes.Seq, out var checkpoint))
            {
                Assert.Equal(checkpoint, CheckpointDigest.Of(directory, changes.Seq));
            }
        }

        Assert.Equal((2754, 30_897), (seq, directory.OperationsApplied));
        Assert.Equal(seq, history.LastSeq);
        Assert.Empty(checkpoints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gzip_and_plain_files_read_alike_whatever_they_are_called(bool gzip)
    {
        using var file = new SomeFile("tiny.data", gzip ? Gzip(Tiny.History) : Encoding.UTF8.GetBytes(Tiny.History));
        var history = HistoryFiles.Open(file.Path);
        var directory = new StrictDirectory();
        Assert.All(history.ChangeSets(), directory.Apply);
        Assert.Equal(("tiny", 2L), (history.DisplayName, history.LastSeq));
        Assert.Equal(false, Assert.Single(directory.Users).Value["accountEnabled"]);
    }

    [Fact]
    public void An_operation_carries_every_property_of_its_line()
    {
        var more = Tiny.History.Replace(
            "\"accountEnabled\":true",
            "\"accountEnabled\":true,\"department\":\"IT\",\"otherMails\":[\"a@b.example\"]"
        );
        using var file = new SomeFile("tiny.jsonl", more);
        var user = Assert.IsType<DirectoryOperation.UserAdd>(HistoryFiles.Open(file.Path).ChangeSets().First().Operations.First());
        Assert.Equal(7, user.Properties.Count);
        Assert.Equal("IT", user.Properties["department"]);
        Assert.Equal(["a@b.example"], Assert.IsType<string[]>(user.Properties["otherMails"]));
    }

    public static TheoryData<string, string, int, string> BrokenHistories() =>
        new()
        {
            { Tiny.HistoryHeader, "not json", 1, "not JSON" },
            { Tiny.HistoryHeader, "[1]", 1, "not a JSON object" },
            { Tiny.HistoryHeader, "{}", 1, "lacks \"format\"" },
            {
                "muster-directory-history/1",
                "muster-directory-history/2",
                1,
                "\"muster-directory-history/2\"; expected \"muster-directory-history/1\""
            },
            { "\"commits\":2", "\"commit\":2", 1, "the header lacks \"commits\"" },
            { "\"commits\":2", "\"commits\":-2", 1, "\"commits\" of the header is -2; expected a whole number" },
            { "\"commits\":2", "\"commits\":3", 5, "ends after change set 2; expected 3 change sets" },
            { "\"seq\":2", "\"seq\":3", 3, "\"seq\" of the change set is 3; expected 2" },
            { "\"seq\":2", "\"seq\":1", 3, "\"seq\" of the change set is 1; expected 2" },
            { "\"seq\":2,", "", 3, "the change set lacks \"seq\"" },
            { "2020-01-02T00:00:00Z", "2019-12-31T23:59:59Z", 3, "expected 2020-01-01T00:00:00Z or later" },
            { "2020-01-02T00:00:00Z", "2020-01-02T00:00:00", 3, "expected a UTC time" },
            { "2020-01-02T00:00:00Z", "soon", 3, "\"at\" of the change set is \"soon\"" },
            { "\"op\":\"user.disable\"", "\"op\":\"user.explode\"", 3, "\"user.explode\"; expected user.add" },
            { "\"op\":\"user.disable\",", "", 3, "an operation lacks \"op\"" },
            { "\"mail\":null,\"userType\"", "\"userType\"", 2, "user.add lacks \"mail\"" },
            { "\"mail\":null,\"description\"", "\"description\"", 2, "group.add lacks \"mail\"" },
            {
                "\"accountEnabled\":true",
                "\"accountEnabled\":\"yes\"",
                2,
                "\"accountEnabled\" of user.add is \"yes\"; expected true or false"
            },
            { "\"userType\":\"Member\"", "\"userType\":\"Robot\"", 2, "expected \"Member\" or \"Guest\"" },
            { "\"displayName\":\"Ada\"", "\"displayName\":null", 2, "\"displayName\" of user.add is null; expected a text" },
            { "\"displayName\":\"Ada\"", "\"displayName\":\"\\ud800\"", 2, "not valid Unicode" },
            { "\"displayName\":\"Ada\"", "\"displayName\":\"Ada\",\"displayName\":\"Bea\"", 2, "not JSON" },
            { "\"displayName\":\"Ada\"", "\"displayName\":\"Ada\",\"age\":7", 2, "\"age\" of user.add is 7" },
            { "\"member\":\"11111111-1111", "\"member\":\"11111111_1111", 2, "\"member\" of member.add is \"11111111_1111" },
            { "\"memberType\":\"user\"", "\"memberType\":\"device\"", 2, "expected \"user\" or \"group\"" },
            { "\"checkpoint\":2", "\"checkpoint\":1", 4, "\"checkpoint\" of the checkpoint is 1; expected 2" },
            { "\"sha256\":\"x\",", "", 4, "the checkpoint lacks \"sha256\"" },
            { "\"effective\":1", "\"effect\":1", 4, "counts lacks \"effective\"" },
            { Tiny.HistoryTail, "{\"at\":\"2020-01-0", 3, "not JSON" },
            { Tiny.HistoryTail, "\n", 3, "not JSON" },
        };

    [Theory]
    [MemberData(nameof(BrokenHistories))]
    public void A_broken_history_is_refused_with_file_line_and_reason(string sound, string broken, int line, string reason)
    {
        Assert.Contains(sound, Tiny.History, StringComparison.Ordinal);
        using var file = new SomeFile("broken.jsonl", Tiny.History.Replace(sound, broken));
        var fault = Assert.Throws<InvalidDataException>(() => new HistoryFile(file.Path).ChangeSets().Count());
        Assert.StartsWith($"{file.Path}, line {line}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(-9)]
    public void A_gzip_file_that_is_cut_or_damaged_is_refused(int cutAt)
    {
        var whole = Gzip(Tiny.History);
        using var file = new SomeFile("cut.jsonl.gz", cutAt < 0 ? whole[..^-cutAt] : whole[..cutAt]);
        var fault = Assert.Throws<InvalidDataException>(() => HistoryFiles.Open(file.Path).ChangeSets().Count());
        Assert.Contains("cut.jsonl.gz, line ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("expected a whole gzip file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        var bytes = Gzip(Tiny.History);
        bytes[^6] ^= 0xff;
        using var file = new SomeFile("damaged.jsonl.gz", bytes);
        var fault = Assert.Throws<InvalidDataException>(() => HistoryFiles.Open(file.Path).ChangeSets().Count());
        Assert.Contains("gzip cannot be unpacked", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{\"format\":\"other/1\"}", "expected \"muster-directory-history/1\" or \"muster-tenant/1\"")]
    [InlineData("PK\u0003\u0004", "not JSON")]
    public void A_file_of_no_known_format_is_refused(string text, string reason)
    {
        using var file = new SomeFile("what.jsonl", text);
        var fault = Assert.Throws<InvalidDataException>(() => HistoryFiles.Open(file.Path));
        Assert.StartsWith($"{file.Path}, line 1: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_input_error_with_its_name() =>
        Assert.Contains(
            "absent.jsonl",
            Assert.Throws<FileNotFoundException>(() => HistoryFiles.Open("absent.jsonl")).Message,
            StringComparison.Ordinal
        );

    private static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
