using System.Text;

namespace Muster.GraphEmulator.Tests.Histories;

/// <summary>A file with given content that is gone when the test is over.</summary>
internal sealed class SomeFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-");

    public SomeFile(string name, byte[] content) => File.WriteAllBytes(Path = System.IO.Path.Combine(_folder.FullName, name), content);

    public SomeFile(string name, string text)
        : this(name, Encoding.UTF8.GetBytes(text)) { }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
