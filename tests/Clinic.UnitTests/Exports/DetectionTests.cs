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

    private static readonly KnownNames Known = KnownNames.Of(Patient, ["Lucía", "Muñoz", "Luz", "Tlalli"]);

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
    [InlineData("Ma. de la Paz Treviño y MA GUADALUPE TREVIÑO; ma non troppo.", "[NOMBRE] y [NOMBRE]; ma non troppo.")]
    [InlineData("Tlacaelel dice que no; Yoltzin, su tía, llora.", "[NOMBRE] dice que no; [NOMBRE], su tía, llora.")]
    [InlineData("LA VIUDA ES HERIBERTA CEJA, Y LLORA. Luego habla.", "LA VIUDA ES [NOMBRE], Y LLORA. Luego habla.")]
    [InlineData("(INIGO OFARRILL) Supervisa LUZ. DA A LUZ EN CASA.", "([NOMBRE]) Supervisa [NOMBRE]. DA A LUZ EN CASA.")]
    [InlineData("Supervisa JULIO MUÑOZ, CON ABRIL DE LA PEÑA. EN JULIO HUBO RECAÍDAS.", "Supervisa [NOMBRE], CON [NOMBRE]. EN JULIO HUBO RECAÍDAS.")]
    [InlineData("El hijo se llama tlacaelel y la niña perla.", "El hijo se llama [NOMBRE] y la niña [NOMBRE].")]
    [InlineData("La trajo la Cruz Roja; leen el libro Vacío en el grupo Luna Nueva.", "La trajo la Cruz Roja; leen el libro Vacío en el grupo Luna Nueva.")]
    [InlineData("Una cama térmica de jade, una cruz de madera y la norma.", "Una cama térmica de jade, una cruz de madera y la norma.")]
    [InlineData("NSS 01-75-57-0412-7 y 48947602388, CLABE 012 180 01547733920 7, tarjeta 5264 1873 0029 1452.", "NSS [IDENTIFICADOR] y [IDENTIFICADOR], CLABE [IDENTIFICADOR], tarjeta [IDENTIFICADOR].")]
    [InlineData("Lleva 6892 7403 151, GODE-561231-GR8, expediente PGJ/TUL/0449/2019, placas YZF-41-87.", "Lleva [IDENTIFICADOR], [RFC], expediente [IDENTIFICADOR], placas [IDENTIFICADOR].")]
    [InlineData("En 2019-2020 pasó de 8/10 a 5/10, presión 150/90, DSM-5, PHQ-9; cuenta que ganó 300 pesos.", "En 2019-2020 pasó de 8/10 a 5/10, presión 150/90, DSM-5, PHQ-9; cuenta que ganó 300 pesos.")]
    [InlineData("Vive en Río Pánuco 77, Col. Del Valle, Teziutlán, Puebla.", "Vive en [LUGAR], [LUGAR], [LUGAR].")]
    [InlineData("Va a la calle 62 núm. 405 y a calle hidalgo 12, en la calle 3 veces.", "Va a la [LUGAR] y a [LUGAR], en la calle 3 veces.")]
    [InlineData("Jarezzi, con zeta, y Nuñes; Lupe, su madrina; Tencha, como le dicen, va a La Quebrada, Sinaloa.", "Jarezzi, con zeta, y [NOMBRE]; [NOMBRE], su madrina; [NOMBRE], como le dicen, va a [NOMBRE].")]
    [InlineData("Casa: Iturbide 19, Centro; Carretera Vieja km 4; calle 31 x 20 núm. 118, Lomas 3a. Sección.", "Casa: [LUGAR], Centro; [LUGAR]; [LUGAR], [NOMBRE] [LUGAR].")]
    [InlineData("Beck 23, Hamilton 12, Sesión 4, Módulo 3. Faltan 12 sesiones.", "Beck 23, Hamilton 12, Sesión 4, Módulo 3. Faltan 12 sesiones.")]
    [InlineData("El 1o. de noviembre, pensión 2208-417653-9; su cédula, dijo: 3391876.", "El [FECHA], pensión [IDENTIFICADOR]; su cédula, dijo: [IDENTIFICADOR].")]
    [InlineData("Motivo: Pérdida de identidad. Se usó Meditación.", "Motivo: Pérdida de identidad. Se usó Meditación.")]
    [InlineData("Su bisabuela tiene 93. Cuida a su mamá de 91. Falleció a los 97. Cumplió 95.", "Su bisabuela tiene [90+ años]. Cuida a su mamá de [90+ años]. Falleció a los [90+ años]. Cumplió [90+ años].")]
    [InlineData("Su mamá (92) vive. Su padre, de noventa y seis, vive. Pasó de los 90; va a cumplir cien.", "Su mamá ([90+ años]) vive. Su padre, de [90+ años], vive. Pasó de los [90+ años]; va a cumplir [90+ años].")]
    [InlineData("Tiene 95 pesos y 92 de glucosa; pesa 93 kilos, camina 100 metros, va en la página 94.", "Tiene 95 pesos y 92 de glucosa; pesa 93 kilos, camina 100 metros, va en la página 94.")]
    [InlineData("En los 90 ponían esa música; saturación en 95, TA 120/90, temblor de 1985, costó 1930 pesos.", "En los 90 ponían esa música; saturación en 95, TA 120/90, temblor de 1985, costó 1930 pesos.")]
    [InlineData("Su suegra nació en 1929. Nacida en 1927. Su madre (1926-2023) fue maestra. Nació en mil novecientos treinta.", "Su suegra nació en [FECHA]. Nacida en [FECHA]. Su madre ([FECHA]-2023) fue maestra. Nació en [FECHA].")]
    [InlineData("Nació en 1945, de joven fue a Cuba.", "Nació en 1945, de joven fue a Cuba.")]
    [InlineData("Tel 5 5 1 2 3 4 5 6 7 8, Tel. 55, 12, 34, 56, 78, Cel 55·1234·5678, 55—1234—5678 y 55_1234_5678.", "Tel [TELÉFONO], Tel. [TELÉFONO], Cel [TELÉFONO], [TELÉFONO] y [TELÉFONO].")]
    [InlineData("Marcar ５５１２３４５６７８ o cincuenta y cinco, doce, treinta y cuatro, cincuenta y seis, setenta y ocho.", "Marcar [TELÉFONO] o [TELÉFONO].")]
    [InlineData("Es el ochenta y siete sesenta y cinco cuarenta y tres veintiuno.", "Es el [TELÉFONO].")]
    [InlineData("Cuenta uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez; edades 12, 14, 16, 18, 20.", "Cuenta uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez; edades 12, 14, 16, 18, 20.")]
    [InlineData("Mail: tamales.chela @ gmail.com o tamales.chela@ gmail.com; tamaleschela(a)hotmail.com.", "Mail: [CORREO] o [CORREO]; [CORREO].")]
    [InlineData("Mail: tamaleschela [arroba] hotmail [punto] com, tamales.chela@gmail, tamales.chela@gmail,com y tamales.chela\n@gmail.com", "Mail: [CORREO], [CORREO], [CORREO] y [CORREO]")]
    [InlineData("Tod@s l@s niñ@s; el/la hijo(a) mayor; una arroba de maíz.", "Tod@s l@s niñ@s; el/la hijo(a) mayor; una arroba de maíz.")]
    [InlineData("vive en iztapalapa, es de chimalhuacán, oriunda de xaltipa; colonia portales.", "vive en [LUGAR], es de [LUGAR], oriunda de [LUGAR]; [LUGAR].")]
    [InlineData("IP 2001:db8::ff00:42:8329, MAC 00:1B:44:11:3A:B7, de 10:30 a 11:45:00.", "IP [IDENTIFICADOR], MAC [IDENTIFICADOR], de 10:30 a 11:45:00.")]
    [InlineData("#JusticiaParaÍñigo; Ｙａｒｅｔｚｉ no vino; Y a r e t z i tampoco; YaretziNúñez.", "[IDENTIFICADOR]; [NOMBRE] no vino; [NOMBRE] tampoco; [NOMBRE].")]
    [InlineData("yaretiz no vino, yaetzi tampoco; Yaretzii sí.", "[NOMBRE] no vino, [NOMBRE] tampoco; [NOMBRE] sí.")]
    [InlineData("Fue el 3 de 05 de 2020, el mayo/12/2021 y el 2/nov; nació 28feb85.", "Fue el [FECHA 2020], el [FECHA 2021] y el [FECHA]; nació [FECHA].")]
    [InlineData("Luz apagada. Luz, calma, aire. Sin Luz Muñoz; Luz refiere que sí; la Lic. Luz.", "Luz apagada. Luz, calma, aire. Sin [NOMBRE]; [NOMBRE] refiere que sí; la Lic. [NOMBRE].")]
    [InlineData("Supervisa Tlalli\nLuz. LO LLEVA MUÑOZ LUZ. Mucha\nLuz.", "Supervisa [NOMBRE]\n[NOMBRE]. LO LLEVA [NOMBRE]. Mucha\nLuz.")]
    [InlineData("La IP es 192.168.1.10. La otra, 192 . 168 . 1 . 11. Versión 1.2.3.4.5.", "La IP es [IDENTIFICADOR]. La otra, [IDENTIFICADOR]. Versión 1.2.3.4.5.")]
    [InlineData("Su mamá pisa los 95. Ya le cayeron los 92 a su papá. Fue su cumpleaños número 94. Los 95 vinieron.", "Su mamá pisa los [90+ años]. Ya le cayeron los [90+ años] a su papá. Fue su cumpleaños número [90+ años]. Los 95 vinieron.")]
    [InlineData("Sopló noventa y siete velitas, apagó 96 velas en su nonagésimo sexto cumpleaños. Prendió 100 velas.", "Sopló [90+ años], apagó [90+ años] en su [90+ años]. Prendió 100 velas.")]
    [InlineData("Su abuela tiene 9 3 años y su tía 93añotes. F/94, viuda. Año de nacimiento 1932.", "Su abuela tiene [90+ años] y su tía [90+ años]. F/[90+ años], viuda. Año de nacimiento [FECHA].")]
    [InlineData("fb.com/aratx, t.me/aratx y aratx.com.mx; su face es ara.tx, instagram: ara_tx. Lloró.me dijo; usuario de Facebook.", "[IDENTIFICADOR], [IDENTIFICADOR] y [IDENTIFICADOR]; su face es [IDENTIFICADOR], instagram: [IDENTIFICADOR]. Lloró.me dijo; usuario de Facebook.")]
    [InlineData("Vive en 19.4326, -99.1332, o sea 19°25'57\"N 99°07'59\"W.", "Vive en [LUGAR], o sea [LUGAR] [LUGAR].")]
    [InlineData("Fue el 4°/11/2021, el 4~11~2021, el 11-04 y a principios de nov de 2021; subió del 8-10 al 10-12 %, como el mar de 1985.", "Fue el [FECHA 2021], el [FECHA 2021], el [FECHA] y a principios de [FECHA 2021]; subió del 8-10 al 10-12 %, como el mar de 1985.")]
    [InlineData("Mi yaretzita duerme. Solita, con su casita.", "Mi [NOMBRE] duerme. Solita, con su casita.")]
    public void A_text_is_masked(string text, string expected) => Assert.Equal(expected, Mask.Apply(text, OwnDetector.Detect(text, Known), 2026));

    [Theory]
    [InlineData("Zyanyara y Tlacaélel, de 8 y 5 años", "Su zyanyara no duerme; tlacaelel sí, a sus 8 años.", "Su [NOMBRE] no duerme; [NOMBRE] sí, a sus 8 años.")]
    [InlineData("zyanyara (8), tlacaelel", "zyanyara y Tlacaelel.", "[NOMBRE] y [NOMBRE].")]
    [InlineData("dos hijos del primer matrimonio, viven con ella", "dos hijos del primer matrimonio viven con ella", "dos hijos del primer matrimonio viven con ella")]
    public void Whom_the_note_of_the_children_names_is_known(string note, string text, string expected) =>
        Assert.Equal(expected, Mask.Apply(text, OwnDetector.Detect(text, KnownNames.Of(new MasterData { ChildrenNote = note }, [])), 2026));

    [Fact]
    public void The_emergency_contact_is_known_by_name_and_phone()
    {
        var known = KnownNames.Of(new MasterData { EmergencyContact = new EmergencyContact("Zyanyara Tlacaélel", "Hermana", "5511223344") }, []);

        Assert.Equal("[NOMBRE] no contesta el [TELÉFONO].", Mask.Apply("Zyanyara no contesta el uno dos dos tres tres cuatro cuatro.", OwnDetector.Detect("Zyanyara no contesta el uno dos dos tres tres cuatro cuatro.", known), 2026));
    }

    [Fact]
    public void Whom_the_care_names_is_known_and_its_ordinary_words_are_not_masked()
    {
        var known = KnownNames.Of(new MasterData(), [], new KnownPerson("Mi abuela Chelatzin"), new KnownPerson("Tzompantzi De Dios", "5511223344"), new KnownPerson("Línea de la Vida", "8009112000"));
        const string Text = "Piensa en chelatzin, su abuela; la vida es de todos. Llamar a Tzompantzi al 55 1122 3344 o al 800 911 2000.";

        Assert.Equal("Piensa en [NOMBRE], su abuela; la vida es de todos. Llamar a [NOMBRE] al [TELÉFONO] o al [TELÉFONO].", Mask.Apply(Text, OwnDetector.Detect(Text, known), 2026));
    }

    [Theory]
    [InlineData("HEGG560427MVZRRL04", true)]
    [InlineData("HEGG560427MVZRRL05", false)]
    public void A_CURP_is_told_by_its_check_digit(string curp, bool valid) => Assert.Equal(valid, CheckDigits.IsCurp(curp));

    [Theory]
    [InlineData("GODE561231GR8", true)]
    [InlineData("GODE561231GR7", false)]
    public void An_RFC_is_told_by_its_check_digit(string rfc, bool valid) => Assert.Equal(valid, CheckDigits.IsRfc(rfc));
}
