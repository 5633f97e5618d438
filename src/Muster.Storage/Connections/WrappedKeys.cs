using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Connections;

namespace Muster.Storage.Connections;

/// <summary>Keeps a ring of Data Protection keys encrypted at rest, by the same wrap key as credentials: <c>MUSTER_KEY_FILE</c>, or a file in the folder of the ring.</summary>
public static class WrappedKeys
{
    /// <summary>Keeps the keys in a folder that only this account can read, encrypted.</summary>
    /// <param name="builder">The ring.</param>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <exception cref="CredentialUnreadableException">The wrap key that encrypted the ring is gone.</exception>
    public static IDataProtectionBuilder KeepWrapped(this IDataProtectionBuilder builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        PrivateFiles.MakeFolder(folder);
        var wrapKey = new WrapKey(folder, Environment.GetEnvironmentVariable("MUSTER_KEY_FILE"));
        // Fails here, with words, rather than later inside the library, which would quietly begin another ring.
        _ = wrapKey.Bytes;
        builder.Services.AddSingleton(wrapKey);
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new WrappedKeyEncryptor(wrapKey));
        return builder.PersistKeysToFileSystem(new DirectoryInfo(folder));
    }
}
