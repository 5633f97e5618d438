using Microsoft.Data.Sqlite;
using Muster.Cli.Demo;

namespace Muster.Cli.Tests.Demo;

/// <summary>A demo deletes nothing but what a demo made, and is a demo's at every moment.</summary>
public sealed class DemoFolderTests : IDisposable
{
    private readonly string _outer = Directory.CreateTempSubdirectory("muster-").FullName;

    private string Folder => Path.Combine(_outer, "muster-demo");

    public void Dispose() => Directory.Delete(_outer, recursive: true);

    [Fact]
    public void A_folder_that_no_demo_made_is_left_alone()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "letter.txt"), "mine");
        Assert.Throws<UserErrorException>(() => DemoFolder.Prepare(Folder));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Folder, "letter.txt")));
    }

    [Theory]
    [InlineData("https://127.0.0.1:40833/v1.0", true)]
    [InlineData("https://graph.microsoft.com/v1.0", false)]
    public void A_demos_folder_is_made_anew_only_while_no_real_directory_is_connected_to_it(string graph, bool isMadeAnew)
    {
        DemoFolder.Prepare(Folder);
        using (var database = new SqliteConnection($"Data Source={Path.Combine(Folder, "muster.db")};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = $"CREATE TABLE connection (graph_url TEXT NOT NULL); INSERT INTO connection VALUES ('{graph}')";
            command.ExecuteNonQuery();
        }
        if (isMadeAnew)
            DemoFolder.Prepare(Folder);
        else
            Assert.Contains(graph, Assert.Throws<UserErrorException>(() => DemoFolder.Prepare(Folder)).Message, StringComparison.Ordinal);
        Assert.Equal(!isMadeAnew, File.Exists(Path.Combine(Folder, "muster.db")));
    }

    [Fact]
    public void What_cannot_be_read_is_not_deleted()
    {
        DemoFolder.Prepare(Folder);
        File.WriteAllText(Path.Combine(Folder, "muster.db"), new string('x', 5_000));
        Assert.Throws<UserErrorException>(() => DemoFolder.Prepare(Folder));
        Assert.True(File.Exists(Path.Combine(Folder, "muster.db")));
    }

    [Fact]
    public void The_next_life_takes_the_place_of_this_one_twice_and_the_keys_of_signed_in_browsers_stay()
    {
        DemoFolder.Prepare(Folder);
        var keys = Directory.CreateDirectory(Path.Combine(Folder, "keys", "web")).FullName;
        File.WriteAllText(Path.Combine(keys, "ring.xml"), "key");
        foreach (var life in new[] { "first", "second" })
        {
            File.WriteAllText(Path.Combine(Folder, "old"), "old");
            var next = DemoFolder.Next(Folder);
            Directory.CreateDirectory(Path.Combine(next, "keys"));
            File.WriteAllText(Path.Combine(next, "muster.txt"), life);
            DemoFolder.TakeNext(Folder);
            Assert.Equal(life, File.ReadAllText(Path.Combine(Folder, "muster.txt")));
            Assert.False(File.Exists(Path.Combine(Folder, "old")));
            Assert.Equal("key", File.ReadAllText(Path.Combine(keys, "ring.xml")));
            Assert.False(Directory.Exists(next));
        }
        DemoFolder.Prepare(Folder);
    }

    [Fact]
    public void Two_demos_do_not_work_in_one_folder()
    {
        using (DemoFolder.Hold(Folder))
            Assert.Throws<UserErrorException>(() => DemoFolder.Hold(Folder));
        DemoFolder.Hold(Folder).Dispose();
    }
}
