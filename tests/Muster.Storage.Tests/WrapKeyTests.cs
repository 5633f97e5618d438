using Muster.Storage.Connections;

namespace Muster.Storage.Tests;

/// <summary>The key that encrypts other keys.</summary>
public sealed class WrapKeyTests
{
    [Fact]
    public async Task Servers_that_begin_in_the_same_instant_have_one_key()
    {
        var folder = Directory.CreateTempSubdirectory("muster-wrap").FullName;
        using var start = new Barrier(8);
        var keys = await Task.WhenAll(
            Enumerable
                .Range(0, start.ParticipantCount)
                .Select(_ =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            start.SignalAndWait(TestContext.Current.CancellationToken);
                            return new WrapKey(folder, null, new FolderKeys(folder)).Bytes;
                        },
                        TestContext.Current.CancellationToken,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                )
        );
        Assert.All(keys, key => Assert.Equal(keys[0], key));
        Assert.Equal(["wrap.key"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        Directory.Delete(folder, recursive: true);
    }
}
