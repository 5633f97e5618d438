using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Connections;

namespace Muster.Storage.Connections;

/// <summary>Keeps a ring of Data Protection keys encrypted at rest, by a wrap key: <c>MUSTER_KEY_FILE</c>, or a file in the folder of the ring.</summary>
public static class WrappedKeys
{
    /// <summary>Name of the server's ring among the keys of a database.</summary>
    internal const string Web = "web";

    /// <summary>Keeps the server's keys encrypted where the database keeps keys: in a folder that only this account can read, or in the database on a server.</summary>
    /// <param name="builder">The ring.</param>
    /// <param name="folder">The folder, also of the wrap key; made when it is not there.</param>
    /// <param name="database">The database.</param>
    /// <exception cref="CredentialUnreadableException">The wrap key that encrypted the ring is gone, or another one did.</exception>
    public static IDataProtectionBuilder KeepWrapped(this IDataProtectionBuilder builder, string folder, MusterDatabase database)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(database);
        return builder.KeepWrapped(folder, WrapKey.Elsewhere, database.Database.Provider.Keys(folder, Web));
    }

    internal static IDataProtectionBuilder KeepWrapped(this IDataProtectionBuilder builder, string folder, string? keyFile, IKeyStore keys)
    {
        PrivateFiles.MakeFolder(folder);
        var wrapKey = new WrapKey(folder, keyFile, keys);
        // Fails here, with words, rather than later inside the library, which would quietly begin another ring.
        _ = wrapKey.Bytes;
        builder.PersistKeysToFileSystem(new DirectoryInfo(folder)).Services.AddSingleton(wrapKey);
        builder.Services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlEncryptor = new WrappedKeyEncryptor(wrapKey);
            options.XmlRepository = keys.Ring ?? options.XmlRepository;
        });
        return builder;
    }
}
