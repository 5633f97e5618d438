namespace Muster.GraphEmulator.Tests.Running;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("emulator-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
