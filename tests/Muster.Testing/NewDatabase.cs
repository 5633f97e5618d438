using Muster.Storage;

namespace Muster.Testing;

/// <summary>Puts an empty database of the current schema into a data folder. It is made once for a program: bringing a new one there takes longer than most tests.</summary>
internal static class NewDatabase
{
    private const string Handed = "Muster.Testing.NewDatabase";

    private static readonly Lazy<Task<byte[]>> Content = new(() =>
        AppContext.GetData(Handed) is byte[] handed ? Task.FromResult(handed) : MakeAsync()
    );

    /// <summary>Puts it there; one that is there stays.</summary>
    public static Task PutAsync(string folder, CancellationToken cancellationToken) =>
        PutAsync(MusterDatabase.File(folder), Content, cancellationToken);

    /// <summary>Puts a file there for this account alone, as the program does; one that is there stays.</summary>
    public static async Task PutAsync(string file, Lazy<Task<byte[]>> content, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
            return;
        PrivateFiles.MakeFolder(Path.GetDirectoryName(file)!);
        PrivateFiles.MakeEmptyFile(file);
        await File.WriteAllBytesAsync(file, await content.Value, cancellationToken);
    }

    /// <summary>Hands it to every Muster that is loaded into this process once more.</summary>
    public static async Task HandOverAsync() => AppContext.SetData(Handed, await Content.Value);

    private static async Task<byte[]> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("muster-new-").FullName;
        await (await MusterDatabase.OpenAsync(folder, TimeProvider.System, CancellationToken.None)).DisposeAsync();
        var content = await File.ReadAllBytesAsync(MusterDatabase.File(folder));
        Directory.Delete(folder, recursive: true);
        return content;
    }
}
