using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Masking;
using Clinic.Core.Users;
using Xunit;

namespace Clinic.UnitTests.Exports;

public sealed class DetectionTests
{
    private static readonly MasterData Patient = new()
    {
        FirstName = "Íñigo",
        FirstLastName = "O'Farrill",
        SecondLastName = "de la Peña",
        Address = new Address("Niños Héroes", "14", "Roma Norte", "06700"),
        Cellphone = "5587654321",
        Email = "xiloman77@example.org",
        BirthDate = new DateOnly(1985, 3, 9),
        Children = [new Child("Yaretzi", "Núñez")],
    };

    private static readonly KnownNames Known = KnownNames.Of(Patient, ["Lucía", "Muñoz", "Luz"]);

    [Theory]
    [InlineData("Íñigo refiere insomnio.", "[NOMBRE] refiere insomnio.")]
    [InlineData("INIGO OFARRILL llega tarde.", "[NOMBRE] llega tarde.")]
    [InlineData("Con o’farrill se trabaja la culpa.", "Con [NOMBRE] se trabaja la culpa.")]
    [InlineData("Siente pena por su hija yaretzi.", "Siente pena por su hija [NOMBRE].")]
    [InlineData("El Sr. de la Peña acepta.", "El Sr. [NOMBRE] acepta.")]
    [InlineData("La terapeuta Luz Muñoz lo canaliza.", "La terapeuta [NOMBRE] lo canaliza.")]
    [InlineData("Su hermana dio a luz; viste de rosa.", "Su hermana dio a luz; viste de rosa.")]
    [InlineData("Su esposo Ramiro murió.", "Su esposo [NOMBRE] murió.")]
    [InlineData("Habló con Doña Consuelo Arriaga y con Lupita.", "Habló con Doña [NOMBRE] y con [NOMBRE].")]
    [InlineData("Busca consuelo y esperanza en la soledad.", "Busca consuelo y esperanza en la soledad.")]
    [InlineData("Llamar al 55 1234 5678 o +52 1 55-1234-5678.", "Llamar al [TELÉFONO] o [TELÉFONO].")]
    [InlineData("Escribe a ana.ruiz+x@example.org.mx, por favor.", "Escribe a [CORREO], por favor.")]
    [InlineData("Murió el 12 de marzo de 2021.", "Murió el [FECHA 2021].")]
    [InlineData("Nació el 03/05/1931, tiene 95 años.", "Nació el [FECHA], tiene [90+ años].")]
    [InlineData("Vive en Calle Niños Héroes 14, Col. Roma Norte, C.P. 06700.", "Vive en [LUGAR], [LUGAR], [LUGAR].")]
    [InlineData("Se mudó a Toluca en 2019.", "Se mudó a [LUGAR] en 2019.")]
    [InlineData("Tiene 45 años y pagó 150.00 pesos en 10 sesiones.", "Tiene 45 años y pagó 150.00 pesos en 10 sesiones.")]
    [InlineData("In\u0303igo o I\u0301N\u0303IGO, I\u200bñi\u00adgo y O\u02bcFarrill; O´FARRILL.", "[NOMBRE] o [NOMBRE], [NOMBRE] y [NOMBRE]; [NOMBRE].")]
    [InlineData("Íñigo\u00a0O’Farrill\nde la Peña_Íñigo/yaretzi", "[NOMBRE]\n[NOMBRE]_[NOMBRE]/[NOMBRE]")]
    [InlineData("Al 8765\u20114321, al 876-54321 y al +52\u00a055\u00a08765\u00a04321.", "Al [TELÉFONO], al [TELÉFONO] y al [TELÉFONO].")]
    [InlineData("Es xiloman77 en todo, XILOMAN77 (arroba) example punto org.", "Es [CORREO] en todo, [CORREO].")]
    [InlineData("Clave 090385, después 06700.", "Clave [IDENTIFICADOR], después [LUGAR].")]
    [InlineData("El 090385 y el 9 de mar. de 1985, el 9/03.", "El [FECHA] y el [FECHA 1985], el [FECHA].")]
    [InlineData("La Dra. M. Escandón y Mr. Thompson; el señor De la Cruz.", "La Dra. [NOMBRE] y Mr. [NOMBRE]; el señor [NOMBRE].")]
    [InlineData("Tlacaelel dice que no; Yoltzin, su tía, llora.", "[NOMBRE] dice que no; [NOMBRE], su tía, llora.")]
    [InlineData("LA VIUDA ES HERIBERTA CEJA, Y LLORA. Luego habla.", "LA VIUDA ES [NOMBRE], Y LLORA. Luego habla.")]
    [InlineData("El hijo se llama tlacaelel y la niña perla.", "El hijo se llama [NOMBRE] y la niña [NOMBRE].")]
    [InlineData("La trajo la Cruz Roja; leen el libro Vacío en el grupo Luna Nueva.", "La trajo la Cruz Roja; leen el libro Vacío en el grupo Luna Nueva.")]
    [InlineData("Una cama térmica de jade, una cruz de madera y la norma.", "Una cama térmica de jade, una cruz de madera y la norma.")]
    [InlineData("NSS 01-75-57-0412-7 y 48947602388, CLABE 012 180 01547733920 7, tarjeta 5264 1873 0029 1452.", "NSS [IDENTIFICADOR] y [IDENTIFICADOR], CLABE [IDENTIFICADOR], tarjeta [IDENTIFICADOR].")]
    [InlineData("Lleva 6892 7403 151, GODE-561231-GR8, expediente PGJ/TUL/0449/2019, placas YZF-41-87.", "Lleva [IDENTIFICADOR], [RFC], expediente [IDENTIFICADOR], placas [IDENTIFICADOR].")]
    [InlineData("En 2019-2020 pasó de 8/10 a 5/10, presión 150/90, DSM-5, PHQ-9; cuenta que ganó 300 pesos.", "En 2019-2020 pasó de 8/10 a 5/10, presión 150/90, DSM-5, PHQ-9; cuenta que ganó 300 pesos.")]
    [InlineData("Vive en Río Pánuco 77, Col. Del Valle, Teziutlán, Puebla.", "Vive en [LUGAR], [LUGAR], [NOMBRE].")]
    [InlineData("Va a la calle 62 núm. 405 y a calle hidalgo 12, en la calle 3 veces.", "Va a la [LUGAR] y a [LUGAR], en la calle 3 veces.")]
    [InlineData("Jarezzi, con zeta, y Nuñes; Lupe, su madrina; Tencha, como le dicen, va a La Quebrada, Sinaloa.", "Jarezzi, con zeta, y [NOMBRE]; [NOMBRE], su madrina; [NOMBRE], como le dicen, va a [NOMBRE].")]
    [InlineData("Casa: Iturbide 19, Centro; Carretera Vieja km 4; calle 31 x 20 núm. 118, Lomas 3a. Sección.", "Casa: [LUGAR], Centro; [LUGAR]; [LUGAR], [NOMBRE] [LUGAR].")]
    [InlineData("Beck 23, Hamilton 12, Sesión 4, Módulo 3. Faltan 12 sesiones.", "Beck 23, Hamilton 12, Sesión 4, Módulo 3. Faltan 12 sesiones.")]
    [InlineData("El 1o. de noviembre, pensión 2208-417653-9; su cédula, dijo: 3391876.", "El [FECHA], pensión [IDENTIFICADOR]; su cédula, dijo: [IDENTIFICADOR].")]
    [InlineData("Motivo: Pérdida de identidad. Se usó Meditación.", "Motivo: Pérdida de identidad. Se usó Meditación.")]
    public void A_text_is_masked(string text, string expected) => Assert.Equal(expected, Mask.Apply(text, OwnDetector.Detect(text, Known), 2026));

    [Theory]
    [InlineData("HEGG560427MVZRRL04", true)]
    [InlineData("HEGG560427MVZRRL05", false)]
    public void A_CURP_is_told_by_its_check_digit(string curp, bool valid) => Assert.Equal(valid, CheckDigits.IsCurp(curp));

    [Theory]
    [InlineData("GODE561231GR8", true)]
    [InlineData("GODE561231GR7", false)]
    public void An_RFC_is_told_by_its_check_digit(string rfc, bool valid) => Assert.Equal(valid, CheckDigits.IsRfc(rfc));
}
